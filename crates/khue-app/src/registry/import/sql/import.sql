SELECT unit_id, kind, file_name, file_digest, mapping, school_year, holds_from FROM record_import WHERE id = $1
