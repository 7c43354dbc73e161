SELECT kind, mapping FROM record_import_mapping WHERE unit_id = $1
