//! The site over a real connection.

use khue_testkit::for_each_database;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::oneshot;

use super::world::World;

#[tokio::test]
async fn requests_under_way_are_finished_before_the_end() {
    for_each_database(async |db| {
        let world = World::plain(&db).await;
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let (end, ended) = oneshot::channel::<()>();
        let serving = tokio::spawn(khue_web::serve(listener, world.site.clone(), async move {
            let _ = ended.await;
        }));
        let mut connection = TcpStream::connect(address).await.unwrap();
        connection
            .write_all(b"POST /dang-nhap HTTP/1.1\r\nhost: khue.test\r\ncontent-length: 4\r\n\r\n")
            .await
            .unwrap();
        // The server has the head of the request; the end comes before its body.
        let mut other = TcpStream::connect(address).await.unwrap();
        other
            .write_all(b"GET /healthz HTTP/1.1\r\nhost: khue.test\r\nconnection: close\r\n\r\n")
            .await
            .unwrap();
        let mut answer = String::new();
        other.read_to_string(&mut answer).await.unwrap();
        assert!(answer.starts_with("HTTP/1.1 200") && answer.ends_with("ok"), "{answer}");
        end.send(()).unwrap();
        connection.write_all(b"a=bc").await.unwrap();
        let mut answer = String::new();
        connection.read_to_string(&mut answer).await.unwrap();
        assert!(answer.starts_with("HTTP/1.1 403"), "{answer}");
        serving.await.unwrap();
        assert!(TcpStream::connect(address).await.is_err(), "nobody listens any more");
    })
    .await;
}
