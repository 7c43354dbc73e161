SELECT d.id,
    CASE WHEN d.state = 'adopted'
        THEN (SELECT COUNT(*) FROM task t WHERE t.directive_id = d.id)
        ELSE (SELECT COUNT(*) FROM provision p WHERE p.directive_id = d.id AND p.state <> 'dropped')
    END AS tasks,
    (SELECT COUNT(*) FROM provision p WHERE p.directive_id = d.id AND p.state = 'suggested') AS unseen
FROM directive d
