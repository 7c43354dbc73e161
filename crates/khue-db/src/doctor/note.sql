SELECT at FROM machine_note WHERE name = $1
