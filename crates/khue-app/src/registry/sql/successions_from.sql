SELECT from_unit, to_unit, day, kind, share, decision, basis
FROM unit_succession
WHERE from_unit = $1
ORDER BY day, from_unit, to_unit
