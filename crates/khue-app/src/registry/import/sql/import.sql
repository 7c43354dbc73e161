SELECT unit_id, kind, file_name, mapping, school_year, holds_from FROM record_import WHERE id = $1
