INSERT INTO record_import (id, unit_id, kind, file_name, file_digest, mapping, school_year, holds_from, handed_in_at, handed_in_by)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
