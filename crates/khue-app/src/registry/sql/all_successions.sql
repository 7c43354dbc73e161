SELECT from_unit, to_unit, day, kind, share, decision, basis
FROM unit_succession
ORDER BY day, from_unit, to_unit
