UPDATE record_import SET kind = $2, mapping = $3, school_year = $4, holds_from = $5 WHERE id = $1
