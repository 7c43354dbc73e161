SELECT id, owner_unit, state, kind, number, issued_on, issuer, subject, school_year, file_name, uploaded_at, adopted_at, revision
FROM directive
WHERE id = $1
