INSERT INTO urged_assignment (assignment_id, urging_id, sequence)
VALUES ($1, $2, $3)
