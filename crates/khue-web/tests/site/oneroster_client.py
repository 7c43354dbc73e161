"""Reads a roster with a OneRoster client that others wrote, and prints how much it found."""

import asyncio
import sys

from timeback_oneroster import OneRosterClient

LISTS = ["orgs", "schools", "users", "students", "teachers", "classes", "courses", "enrollments", "academic_sessions"]


async def main(address: str, client_id: str, client_secret: str) -> None:
    client = OneRosterClient(
        base_url=address,
        auth_url=f"{address}/api/oauth/token",
        client_id=client_id,
        client_secret=client_secret,
    )
    for name in [*LISTS, "demographics"]:
        # Pages of 37: the client follows the links to the next.
        objects = await getattr(client, name).list_all(limit=37)
        print(name, len(objects))
    student = await client.students.first()
    assert await client.users.get(student.sourced_id) == student
    same = await client.users.list_all(where={"familyName": student.family_name, "givenName": student.given_name})
    assert student.sourced_id in [one.sourced_id for one in same]
    school = await client.schools.first()
    print("students_of_school", len([one async for one in client.schools(school.sourced_id).stream_students(limit=50)]))
    await client.close()


asyncio.run(main(*sys.argv[1:]))
