//! The interface for programs: tokens, records, refusals; and what an attacker tries with a token.

use axum::body::Body;
use axum::http::{Request, StatusCode};
use khue_app::accounts::{RegisterApplication, Registered, register_application, revoke_application};
use khue_app::registry::{KEY_SYSTEM, unit_by_code};
use khue_base::{Clock, RecordId, UnitId};
use khue_db::Db;
use khue_rules::accounts::{Role, Scopes};
use khue_testkit::for_each_database;
use khue_testkit::province::{Province, Scale};
use serde_json::{Value, json};

use super::world::{Answer, World};

/// A program with a token.
pub struct Client<'a> {
    pub world: &'a World,
    pub token: String,
}

impl World {
    /// An application of a unit, registered by the administrator.
    pub async fn application(&self, unit: UnitId, scopes: &str) -> Registered {
        let cmd = RegisterApplication {
            name: "Thư viện số".to_owned(),
            unit,
            scopes: Scopes::from_codes(scopes),
            last_day: self.clock.today().plus_days(30),
        };
        register_application(&self.acting(Role::Administrator).await, cmd).await.unwrap()
    }

    /// A program of a unit with a token for these scopes.
    pub async fn client(&self, unit: UnitId, scopes: &str) -> Client<'_> {
        let application = self.application(unit, scopes).await;
        let answer = self.ask_token(&application, "").await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
        let token = answer.json()["access_token"].as_str().unwrap().to_owned();
        Client { world: self, token }
    }

    async fn ask_token(&self, application: &Registered, scope: &str) -> Answer {
        let body = format!(
            "grant_type=client_credentials&client_id={}&client_secret={}&scope={scope}",
            application.id, application.secret
        );
        let request = Request::post("/api/oauth/token")
            .header("content-type", "application/x-www-form-urlencoded")
            .body(Body::from(body));
        self.send(request.unwrap()).await
    }

    /// The unit of a school of the sample that is not the head's.
    pub async fn other_school(&self, own: UnitId) -> UnitId {
        let program = self.program();
        let mut session = program.read().await.unwrap();
        for school in &Province::make(Scale::Tiny, 2020).schools {
            let unit = unit_by_code(&mut session, KEY_SYSTEM, &school.key, program.today()).await.unwrap();
            if let Some(unit) = unit.filter(|unit| *unit != own) {
                return unit;
            }
        }
        panic!("the sample has one school only")
    }
}

impl Client<'_> {
    pub async fn get(&self, path: &str) -> Answer {
        self.send("GET", path, &[], None).await
    }

    pub async fn send(
        &self,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: Option<Value>,
    ) -> Answer {
        let mut request = Request::builder()
            .method(method)
            .uri(path)
            .header("host", "khue.test")
            .header("authorization", format!("Bearer {}", self.token));
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let body = match body {
            Some(body) => {
                request = request.header("content-type", "application/json");
                Body::from(body.to_string())
            }
            None => Body::empty(),
        };
        self.world.send(request.body(body).unwrap()).await
    }
}

impl Answer {
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_else(|error| panic!("{error}: {}", self.body))
    }

    #[track_caller]
    fn problem(&self, status: u16, name: &str) {
        assert_eq!(self.status.as_u16(), status, "{}", self.body);
        assert_eq!(self.header("content-type"), "application/problem+json");
        let body = self.json();
        assert_eq!(body["type"], format!("/api#{name}"), "{body}");
        for field in ["title", "detail", "hint"] {
            assert!(body[field].as_str().is_some_and(|text| text.len() > 5), "{field}: {body}");
        }
        assert_eq!(body["status"], status);
    }
}

async fn head_of(world: &World) -> UnitId {
    world.acting(Role::Head).await.actor.unit
}

async fn pupil(world: &World, unit: UnitId, name: &str) -> RecordId {
    let texts =
        [("full_name", name), ("birth_date", "2/9/2009"), ("sex", "Nữ"), ("health_card", "GD4240123456789")];
    let known = khue_rules::registry::record::kind("pupil").unwrap();
    let texts: Vec<_> = texts.into_iter().filter(|(field, _)| known.field(field).is_some()).collect();
    let class = world
        .keep("class", unit, &[("year", "2020-2021"), ("name", &format!("6{name}")), ("grade", "6")], &[])
        .await;
    let pupil = world.keep("pupil", unit, &texts, &[]).await;
    let row = [("year", "2020-2021"), ("status", "Đang học")];
    world.keep("enrolment", unit, &row, &[("pupil", pupil), ("class", class)]).await;
    pupil
}

#[tokio::test]
async fn tokens_are_given_for_a_secret_and_end() {
    for_each_database(async |db: Db| {
        let world = World::plain(&db).await;
        let unit = head_of(&world).await;
        let application = world.application(unit, "read:records oneroster").await;
        let wrong = Registered { id: application.id, secret: "0".repeat(64) };
        let answer = world.ask_token(&wrong, "").await;
        assert_eq!((answer.status.as_u16(), answer.json()["error"].as_str()), (401, Some("invalid_client")));
        let answer = world.ask_token(&application, "write:records").await;
        assert_eq!((answer.status.as_u16(), answer.json()["error"].as_str()), (400, Some("invalid_scope")));
        let answer = world.ask_token(&application, "read:records%20write:records").await;
        assert_eq!(answer.json()["scope"], "read:records");
        let token = answer.json()["access_token"].as_str().unwrap().to_owned();
        let client = Client { world: &world, token };
        assert_eq!(client.get("/api/v1/units").await.status, StatusCode::OK);
        world.clock.move_on(61);
        client.get("/api/v1/units").await.problem(401, "no-token");
        // A new one works until the application is revoked.
        let answer = world.ask_token(&application, "").await;
        let client =
            Client { world: &world, token: answer.json()["access_token"].as_str().unwrap().to_owned() };
        assert_eq!(client.get("/api/v1/class").await.status, StatusCode::OK);
        revoke_application(&world.acting(Role::Head).await, application.id).await.unwrap();
        client.get("/api/v1/class").await.problem(401, "no-token");
        assert_eq!(world.ask_token(&application, "").await.status, StatusCode::UNAUTHORIZED);
        // An expired application gets none either.
        let application = world.application(unit, "read:records").await;
        world.clock.move_on(31 * 24 * 60);
        assert_eq!(world.ask_token(&application, "").await.status, StatusCode::UNAUTHORIZED);
    })
    .await;
}

#[tokio::test]
async fn neither_cookies_nor_other_schools_nor_missing_scopes_open_anything() {
    for_each_database(async |db: Db| {
        let world = World::plain(&db).await;
        let own = head_of(&world).await;
        let other = world.other_school(own).await;
        let theirs = pupil(&world, other, "An").await;
        let theirs_class =
            world.keep("class", other, &[("year", "2020-2021"), ("name", "7A"), ("grade", "7")], &[]).await;
        let ours = pupil(&world, own, "Bình").await;

        let mut head = world.browser(Role::Head).await;
        head.get(&format!("/api/v1/pupil/{ours}")).await.problem(401, "no-token");
        head.get("/api/v1/nothing/at/all/here").await.problem(404, "not-found");

        let client = world.client(own, "read:records write:records").await;
        assert_eq!(client.get(&format!("/api/v1/pupil/{ours}")).await.status, StatusCode::OK);
        for path in [
            format!("/api/v1/pupil/{theirs}"),
            format!("/api/v1/pupil/{theirs}/history"),
            format!("/api/v1/pupil?unit={other}"),
            format!("/api/v1/class/{theirs_class}?unit={other}"),
            format!("/api/v1/class/{theirs_class}"),
            "/api/v1/pupil/1".to_owned(),
            "/api/v1/person/1".to_owned(),
        ] {
            client.get(&path).await.problem(404, "not-found");
        }
        let body =
            json!({ "unit": other.to_string(), "valid_from": "2020-09-05", "fields": { "name": "6Z" } });
        client.send("POST", "/api/v1/class", &[], Some(body)).await.problem(422, "invalid");
        let class = json!({ "year": "2020-2021", "name": "6Z", "grade": "06" });
        let grade = khue_rules::registry::record::code_list("grade").unwrap();
        let code = &grade.codes.iter().find(|code| code.name.contains('6')).unwrap().code;
        let class = json!({ "year": class["year"], "name": class["name"], "grade": code });
        let body = json!({ "unit": other.to_string(), "valid_from": "2020-09-05", "fields": class });
        client.send("POST", "/api/v1/class", &[], Some(body)).await.problem(404, "not-found");
        let change =
            json!({ "valid_from": "2020-09-05", "reason": "thử", "fields": { "full_name": "Khác" } });
        client
            .send("PATCH", &format!("/api/v1/pupil/{theirs}"), &[("if-match", "\"1\"")], Some(change))
            .await
            .problem(404, "not-found");
        // Naming another school's pupil in an enrolment would make the pupil one's own.
        let own_class =
            world.keep("class", own, &[("year", "2020-2021"), ("name", "7A"), ("grade", "7")], &[]).await;
        let enrolment = |pupil: RecordId, class: RecordId| {
            let status = &khue_rules::registry::record::code_list("pupil_status").unwrap().codes[0].code;
            let fields = json!({ "pupil": pupil.to_string(), "class": class.to_string(), "year": "2020-2021",
                                 "status": status });
            json!({ "valid_from": "2020-09-05", "fields": fields })
        };
        let answer = client.send("POST", "/api/v1/enrolment", &[], Some(enrolment(theirs, own_class))).await;
        answer.problem(422, "invalid");
        assert_eq!(answer.json()["errors"][0]["field"], "/fields/pupil");
        let answer = client.send("POST", "/api/v1/enrolment", &[], Some(enrolment(ours, theirs_class))).await;
        assert_eq!(answer.json()["errors"][0]["field"], "/fields/class", "{}", answer.body);
        client.get(&format!("/api/v1/pupil/{theirs}")).await.problem(404, "not-found");

        let reader = world.client(own, "read:records").await;
        reader.get(&format!("/api/v1/pupil/{ours}?guarded=true")).await.problem(403, "forbidden");
        let body = json!({ "valid_from": "2020-09-05", "fields": {} });
        reader.send("POST", "/api/v1/class", &[], Some(body)).await.problem(403, "forbidden");
        let roster = world.client(own, "oneroster").await;
        roster.get("/api/v1/class").await.problem(403, "forbidden");
        let mut nobody = world.client(own, "read:records").await;
        nobody.token = "ab".repeat(32);
        nobody.get("/api/v1/class").await.problem(401, "no-token");
    })
    .await;
}

#[tokio::test]
async fn guarded_fields_are_masked_and_their_reading_is_written_down() {
    for_each_database(async |db: Db| {
        let world = World::plain(&db).await;
        let unit = head_of(&world).await;
        let ours = pupil(&world, unit, "An").await;
        let path = format!("/api/v1/pupil/{ours}");
        let plain = world.client(unit, "read:records").await.get(&path).await.json();
        let masked = plain["masked"].as_array().unwrap();
        assert!(!masked.is_empty());
        for field in masked {
            assert!(plain["fields"].get(field.as_str().unwrap()).is_none(), "{field}");
        }
        let client = world.client(unit, "read:records guarded").await;
        let seen = client.get(&format!("{path}?guarded=true")).await.json();
        assert_eq!(seen["masked"], json!([]));
        let mut head = world.browser(Role::Head).await;
        let page = head.get(&format!("/hoc-sinh/{ours}")).await;
        assert!(page.body.contains("Thư viện số"), "the history of access names the application");
        // Nor can a guarded field be asked for by its value.
        let name = masked[0].as_str().unwrap();
        client.get(&format!("/api/v1/pupil?{name}=x")).await.problem(400, "bad-request");
    })
    .await;
}

#[tokio::test]
async fn records_are_listed_made_changed_and_ended() {
    for_each_database(async |db: Db| {
        let world = World::plain(&db).await;
        let unit = head_of(&world).await;
        let client = world.client(unit, "read:records write:records").await;
        let grade = khue_rules::registry::record::code_list("grade").unwrap();
        let grade = |name: &str| grade.codes.iter().find(|code| code.name.contains(name)).unwrap().code.clone();
        let class = |name: &str, of: &str| {
            json!({ "valid_from": "2020-09-01", "fields": { "year": "2020-2021", "name": name, "grade": grade(of) } })
        };

        // One, with a key: sent again it is the same; with another body it is refused.
        let key = [("idempotency-key", "a-1")];
        let first = client.send("POST", "/api/v1/class", &key, Some(class("6A1", "6"))).await;
        assert_eq!(first.status, StatusCode::CREATED, "{}", first.body);
        let again = client.send("POST", "/api/v1/class", &key, Some(class("6A1", "6"))).await;
        assert_eq!((again.status, &again.body), (StatusCode::CREATED, &first.body));
        assert_eq!(again.header("idempotent-replayed"), "true");
        client.send("POST", "/api/v1/class", &key, Some(class("6A2", "6"))).await.problem(422, "invalid");
        assert_eq!(client.get("/api/v1/class").await.json()["items"].as_array().unwrap().len(), 1);

        // Many: all or none.
        let mut items: Vec<Value> = (2..=9).map(|n| class(&format!("6A{n}"), "6")).collect();
        items.push(class("7A1", "7"));
        let mut broken = items.clone();
        broken[3]["fields"]["name"] = Value::Null;
        let answer = client.send("POST", "/api/v1/class", &[], Some(json!({ "items": broken }))).await;
        answer.problem(422, "invalid");
        assert_eq!(answer.json()["errors"][0]["field"], "/items/3/fields/name");
        let answer = client.send("POST", "/api/v1/class", &[], Some(json!({ "items": items }))).await;
        assert_eq!(answer.status, StatusCode::CREATED, "{}", answer.body);
        assert_eq!(answer.json()["items"].as_array().unwrap().len(), 9);

        // Pages and filters.
        let mut names = Vec::new();
        let mut path = "/api/v1/class?limit=4".to_owned();
        loop {
            let page = client.get(&path).await;
            assert_eq!(page.status, StatusCode::OK, "{}", page.body);
            names.extend(page.json()["items"].as_array().unwrap().iter().map(|one| one["fields"]["name"].to_string()));
            let Some((_, rest)) = page.header("link").split_once('<') else { break };
            path = rest.split_once('>').unwrap().0.to_owned();
        }
        assert_eq!(names.len(), 10);
        assert!(names.windows(2).all(|pair| pair[0] < pair[1]), "{names:?}");
        let seventh = client.get(&format!("/api/v1/class?grade={}", grade("7"))).await.json();
        assert_eq!(seventh["items"].as_array().unwrap().len(), 1);
        assert_eq!(seventh["next"], Value::Null);
        client.get("/api/v1/class?colour=red").await.problem(400, "bad-request");
        client.get("/api/v1/class?limit=0").await.problem(400, "bad-request");
        client.get("/api/v1/class?after=nonsense").await.problem(400, "bad-request");
        let empty = client.get("/api/v1/class?as_of=2020-08-31").await.json();
        assert_eq!(empty["items"], json!([]));
        let unknown = client.get("/api/v1/class?known_at=2020-09-04T00:00:00Z").await.json();
        assert_eq!(unknown["items"], json!([]), "nothing was known yet");
        let known = client.get("/api/v1/class?known_at=2030-01-01T00:00:00Z&limit=200").await.json();
        assert_eq!(known["items"].as_array().unwrap().len(), 10);

        // A change meets the version that was read.
        let id = first.json()["id"].as_str().unwrap().to_owned();
        let path = format!("/api/v1/class/{id}");
        let tag = client.get(&path).await.header("etag").to_owned();
        let change = |from: &str, name: &str| {
            json!({ "valid_from": from, "reason": "đổi tên lớp", "fields": { "name": name } })
        };
        let send = async |tag: Option<&str>, body: Value| {
            let headers: Vec<_> = tag.map(|tag| ("if-match", tag)).into_iter().collect();
            client.send("PATCH", &path, &headers, Some(body)).await
        };
        send(None, change("2020-09-05", "6B1")).await.problem(428, "if-match-required");
        send(Some("\"7\""), change("2020-09-05", "6B1")).await.problem(412, "stale");
        send(Some("W/x"), change("2020-09-05", "6B1")).await.problem(412, "stale");
        let without = json!({ "valid_from": "2020-09-05", "fields": { "name": "6B1" } });
        send(Some(&tag), without).await.problem(422, "invalid");
        let done = send(Some(&tag), change("2020-09-05", "6B1")).await;
        assert_eq!(done.status, StatusCode::OK, "{}", done.body);
        let name_on = async |day: &str| {
            client.get(&format!("{path}?as_of={day}")).await.json()["fields"]["name"].as_str().unwrap().to_owned()
        };
        assert_eq!((name_on("2020-09-04").await.as_str(), name_on("2020-09-05").await.as_str()), ("6A1", "6B1"));
        send(Some(&tag), change("2020-09-06", "6C1")).await.problem(412, "stale");
        let history = client.get(&format!("{path}/history")).await.json();
        assert_eq!(history["items"].as_array().unwrap().len(), 3, "{history}");

        // An end.
        let tag = client.get(&path).await.header("etag").to_owned();
        let body = json!({ "valid_from": "2021-06-01", "reason": "hết năm học" });
        let ended = client.send("POST", &format!("{path}/end"), &[("if-match", &tag)], Some(body)).await;
        assert_eq!(ended.status, StatusCode::OK, "{}", ended.body);
        assert_eq!(client.get(&format!("{path}?as_of=2021-05-31")).await.status, StatusCode::OK);
        client.get(&format!("{path}?as_of=2021-06-01")).await.problem(404, "not-found");

        // The reader's language.
        let request = [("accept-language", "en-US,en;q=0.9")];
        let answer = client.send("GET", "/api/v1/class?limit=x", &request, None).await;
        assert_eq!(answer.header("content-language"), "en");
        assert!(answer.json()["hint"].as_str().unwrap().is_ascii(), "{}", answer.body);
    })
    .await;
}
