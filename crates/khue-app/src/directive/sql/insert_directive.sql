INSERT INTO directive (id, owner_unit, state, kind, number, issued_on, place, issuer, subject, school_year,
    search_key, file_name, uploaded_at, uploaded_by, revision)
VALUES ($1, $2, 'review', $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, 1)
