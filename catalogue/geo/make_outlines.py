#!/usr/bin/env python3
"""Makes districts-2020.json and communes-2025.json, the outlines that maps are drawn from.

    make_outlines.py COMMUNES.geojson      needs the shapely package

COMMUNES.geojson: the 99 communes of Bắc Ninh from 1/7/2025 (source: README.md). The districts of
2020 are dissolved from them through ../codes/admin: a new commune belongs to the district from which
most of the communes came that it was made of. So their outlines are approximate, and a map says so.
Coordinates are whole micro-degrees, longitude first; a ring does not repeat its first point.
"""

import collections
import csv
import json
import pathlib
import sys

from shapely.geometry import MultiPolygon, Polygon, shape
from shapely.ops import unary_union
from shapely import coverage_simplify, set_precision

HERE = pathlib.Path(__file__).parent
ADMIN = HERE.parent / "codes" / "admin"
GAP = 0.0006             # slivers between neighbours that were simplified apart are closed up to this width
DISTRICT_DETAIL = 0.0014  # degrees that a point may lie off the line
COMMUNE_DETAIL = 0.0015
CRUMB = 0.00005          # square degrees (about 0.6 km²): smaller holes and islands are left out


def rows(path):
    with open(path, encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


units = rows(ADMIN / "units.csv")
district_2020 = {u["key"]: u["parent"] for u in units if u["level"] == "commune" and u["from"] == "2020-01-01"}
name = {u["key"]: u["name"] for u in reversed(units)}
votes = collections.defaultdict(collections.Counter)
for passing in rows(ADMIN / "successions.csv"):
    if passing["to"].startswith("new-") and passing["from"] in district_2020:
        votes[passing["to"]][district_2020[passing["from"]]] += 1

communes = {}
for feature in json.load(open(sys.argv[1], encoding="utf-8"))["features"]:
    communes[f"new-{feature['properties']['code']}"] = shape(feature["geometry"]).buffer(0)


def solid(area):
    """The area without crumbs and without holes as small as crumbs."""
    parts = area.geoms if isinstance(area, MultiPolygon) else [area]
    kept = [Polygon(part.exterior, [hole for hole in part.interiors if Polygon(hole).area > CRUMB])
            for part in parts if part.area > CRUMB]
    return kept or [max(parts, key=lambda part: part.area)]


def outline(key, area):
    rings = []
    for part in solid(area):
        for ring in (part.exterior, *part.interiors):
            rings.append([[round(x * 1_000_000), round(y * 1_000_000)] for x, y in ring.coords[:-1]])
    return {"key": key, "code": key.split("-")[1], "name": name[key], "rings": rings}


def write(file, note, outlines):
    lines = ",\n".join(json.dumps(one, ensure_ascii=False, separators=(",", ":")) for one in outlines)
    text = f'{{"note":{json.dumps(note, ensure_ascii=False)},"unit":"micro-degree","outlines":[\n{lines}\n]}}\n'
    (HERE / file).write_text(text, encoding="utf-8")
    print(file, len(text.encode()), "bytes", sum(len(r) for o in outlines for r in o["rings"]), "points")


members = collections.defaultdict(list)
for key, counted in votes.items():
    members[min(counted, key=lambda d: (-counted[d], d))].append(communes[key])
districts = {}
for key in sorted(members):
    districts[key] = unary_union([area.buffer(GAP, join_style="mitre") for area in members[key]]).buffer(
        -GAP, join_style="mitre")
# Neighbours must not overlap: each gives up what an earlier one has taken.
taken = Polygon()
for key, area in districts.items():
    districts[key] = MultiPolygon(solid(area.difference(taken)))
    taken = unary_union([taken, area])

keys = sorted(districts)
simple = coverage_simplify([set_precision(districts[key], 0.00001) for key in keys], DISTRICT_DETAIL)
write("districts-2020.json", "Ranh giới gần đúng", [outline(key, area) for key, area in zip(keys, simple)])

keys = sorted(communes)
simple = [communes[key].simplify(COMMUNE_DETAIL) for key in keys]
write("communes-2025.json", "Ranh giới gần đúng", [outline(key, area) for key, area in zip(keys, simple)])
