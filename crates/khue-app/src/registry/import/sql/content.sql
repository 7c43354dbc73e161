SELECT row_count, content FROM record_import_content WHERE import_id = $1
