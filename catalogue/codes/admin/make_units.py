#!/usr/bin/env python3
"""Makes units.csv and successions.csv from the published lists of administrative units.

    make_units.py FOLDER      FOLDER holds the five lists named in README.md

The lists are snapshots; the files made here are dated: one row for every period in which a unit
kept its name, kind and parent, and one row for every passing of a unit into another.
What the lists do not say is written down below, by hand, with its source or as an assumption.
"""

import csv
import pathlib
import sys

LISTS = pathlib.Path(sys.argv[1])
HERE = pathlib.Path(__file__).parent

D2020, TOWN, D2025, TWO_TIER = "2020-01-01", "2024-02-01", "2025-01-01", "2025-07-01"
NQ_TOWN, NQ_2025, NQ_PROVINCE, NQ_COMMUNES = (
    "NQ 938/NQ-UBTVQH15", "NQ 1191/NQ-UBTVQH15", "NQ 202/2025/QH15", "NQ 1658/NQ-UBTVQH15")

# Việt Yên became a town on 1/2/2024; its nine wards date from that day, not from 1/1/2025.
TOWN_DISTRICT = "222"

# Communes that ended on 1/1/2025. The lists show that they ended, not where they went. The first
# follows from the names (Tam Hiệp took the name Tân Hiệp); the others are assumed from names and
# neighbours.
ENDED_2025 = {
    "07276": ("07261", "source"), "07204": ("07201", "assumed"), "07219": ("07210", "assumed"),
    "07267": ("07282", "assumed"), "07303": ("07315", "assumed"), "07312": ("07315", "assumed"),
    "07318": ("07333", "assumed"), "07402": ("07393", "assumed"), "07414": ("07375", "assumed"),
    "07516": ("07513", "assumed"), "07684": ("07682", "assumed"), "07813": ("07816", "assumed"),
    "07819": ("07816", "assumed"), "07828": ("07825", "assumed"), "07834": ("07849", "assumed"),
    "07837": ("07843", "assumed"), "07852": ("07843", "assumed"),
}

KINDS = [("Thành phố ", "city"), ("Thị xã ", "town"), ("Huyện ", "rural-district"),
         ("Phường ", "ward"), ("Thị trấn ", "township"), ("Xã ", "rural-commune"), ("Tỉnh ", "province")]


def rows(name):
    with open(LISTS / name, encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def style(full_name):
    return next(style for prefix, style in KINDS if full_name.startswith(prefix))


units, successions = [], []


def unit(key, level, code, name, parent, first, until, point=("", "")):
    units.append((key, level, style(name), code, name, parent, first, until, *point))


def passes(source, target, kind, share, day, decision, basis):
    successions.append((source, target, kind, share, day, decision, basis))


def micro(row):
    """A point in integer micro-degrees, or nothing where the source has only an invented one."""
    if row.get("point_source") == "approx-gap":
        return ("", "")
    return tuple(str(round(float(row[axis]) * 1_000_000)) for axis in ("lat", "lon"))


communes_2020 = {row["code"]: row for row in rows("bacgiang_communes_2020.csv")}
before_merger = {row["code"]: row for row in rows("pre_merger_2025_communes.csv")
                 if row["province_code"] in ("24", "27")}
old_districts = {row["code"]: row["full_name"] for row in rows("old_districts.csv")
                 if row["province_code"] in ("24", "27")}
crosswalk = rows("bacgiang_bacninh_old_to_new.csv")
new_communes = {row["code"]: row for row in rows("new_communes_3321.csv") if row["province_code"] == "24"}
taken = {row["old_code"]: row for row in crosswalk}

# Provinces. Old Bắc Ninh is known from the list of 1/1/2025 on.
unit("old-24", "province", "24", "Tỉnh Bắc Giang", "", D2020, TWO_TIER)
unit("old-27", "province", "27", "Tỉnh Bắc Ninh", "", D2025, TWO_TIER)
unit("new-24", "province", "24", "Tỉnh Bắc Ninh", "", TWO_TIER, "")
for key in ("old-24", "old-27"):
    passes(key, "new-24", "merge", "whole", TWO_TIER, NQ_PROVINCE, "source")

# Districts.
for code, name in old_districts.items():
    key, parent = f"old-{code}", "old-27" if code >= "250" else "old-24"
    if code == TOWN_DISTRICT:
        unit(key, "district", code, name, parent, D2020, TOWN)
        unit(key, "district", code, name.replace("Huyện", "Thị xã"), parent, TOWN, TWO_TIER)
    elif code == "221":
        unit(key, "district", code, name, parent, D2020, D2025)
    elif code >= "250":
        unit(key, "district", code, name, parent, D2025, TWO_TIER)
    else:
        unit(key, "district", code, name, parent, D2020, TWO_TIER)
    if code != "221":
        passes(key, "new-24", "dissolve", "part", TWO_TIER, NQ_PROVINCE, "source")
unit("old-224", "district", "224", "Thị xã Chũ", "old-24", D2025, TWO_TIER)
passes("old-219", "old-224", "split", "part", D2025, NQ_2025, "source")
passes("old-221", "old-213", "merge", "whole", D2025, NQ_2025, "source")
passes("old-224", "new-24", "dissolve", "part", TWO_TIER, NQ_PROVINCE, "source")

# Communes of Bắc Giang from 2020 on, of Bắc Ninh from 2025 on.
for code in sorted(communes_2020.keys() | before_merger.keys()):
    key, early, late = f"old-{code}", communes_2020.get(code), before_merger.get(code)
    if early and not late:
        target, basis = ENDED_2025[code]
        unit(key, "commune", code, early["full_name"], f"old-{early['district_code']}", D2020, D2025, micro(early))
        passes(key, f"old-{target}", "merge", "whole", D2025, NQ_2025, basis)
        continue
    point = micro(late)
    state = (late["full_name"], f"old-{late['district_code']}")
    if not early:
        unit(key, "commune", code, *state, D2025, TWO_TIER, point)
    elif (early["full_name"], f"old-{early['district_code']}") == state:
        unit(key, "commune", code, *state, D2020, TWO_TIER, point)
    else:
        change = TOWN if early["district_code"] == TOWN_DISTRICT else D2025
        unit(key, "commune", code, early["full_name"], f"old-{early['district_code']}", D2020, change, point)
        unit(key, "commune", code, *state, change, TWO_TIER, point)
    share = "whole" if taken[code]["how"] == "whole" else "part"
    passes(key, f"new-{taken[code]['new_code']}", "merge", share, TWO_TIER, NQ_COMMUNES, "source")

for code, row in sorted(new_communes.items()):
    unit(f"new-{code}", "commune", code, row["full_name"], "new-24", TWO_TIER, "", micro(row))


def write(name, header, body):
    with open(HERE / name, "w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header.split(","))
        writer.writerows(body)


order = {"province": 0, "district": 1, "commune": 2}
units.sort(key=lambda u: (order[u[1]], u[0], u[6]))
write("units.csv", "key,level,style,code,name,parent,from,until,lat_e6,lon_e6", units)
write("successions.csv", "from,to,kind,share,day,decision,basis", sorted(successions))


def count(level, province, day):
    def inside(key, at):
        while key and key != province:
            key = next((u[5] for u in units if u[0] == key and u[6] <= at and (not u[7] or at < u[7])), "")
        return bool(key)
    return sum(u[1] == level and u[6] <= day and (not u[7] or day < u[7]) and inside(u[0], day) for u in units)


for day, province in (("2020-09-05", "old-24"), ("2025-03-01", "old-24"), ("2026-01-01", "new-24")):
    print(day, count("district", province, day), "districts", count("commune", province, day), "communes")
