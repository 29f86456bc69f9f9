//! How far away PostgreSQL is, counted in journeys.

use std::sync::{
    Arc,
    atomic::{AtomicBool, AtomicU32, Ordering},
};

use store::Db;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
};

use super::TestDatabase;

/// A server in front of the database's, which counts how often somebody had to wait for an answer of it.
pub struct Journeys {
    count: Arc<AtomicU32>,
    /// The same database by way of this server.
    pub db: Db,
}

impl Journeys {
    pub async fn to(database: &TestDatabase) -> Self {
        let (url, name) = database.server.as_ref().expect("PostgreSQL");
        let server = url.rsplit_once('/').map_or(url.as_str(), |(server, _)| server);
        let (user, host) = server.rsplit_once('@').expect("postgres://somebody@host:port/database");
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let port = listener.local_addr().expect("an address").port();
        let count = Arc::new(AtomicU32::new(0));
        tokio::spawn(forward(listener, host.to_owned(), count.clone()));
        let db = Db::postgres(&format!("{user}@127.0.0.1:{port}/{name}")).await.expect("by way of the counter");
        Journeys { count, db }
    }

    pub fn made(&self) -> u32 {
        self.count.load(Ordering::Relaxed)
    }
}

async fn forward(listener: TcpListener, host: String, count: Arc<AtomicU32>) {
    while let Ok((client, _)) = listener.accept().await {
        let server = TcpStream::connect(&host).await.expect("PostgreSQL answers");
        let ((mut from_client, mut to_client), (mut from_server, mut to_server)) =
            (client.into_split(), server.into_split());
        let (count, mut bytes) = (count.clone(), vec![0; 1 << 20]);
        // An answer that comes in pieces was waited for once: what counts is that the client speaks after it.
        let waited = Arc::new(AtomicBool::new(false));
        let answered = waited.clone();
        tokio::spawn(async move {
            let mut bytes = vec![0; 1 << 20];
            while let Ok(length @ 1..) = from_server.read(&mut bytes).await {
                answered.store(true, Ordering::Relaxed);
                to_client.write_all(&bytes[..length]).await.ok();
            }
        });
        tokio::spawn(async move {
            while let Ok(length @ 1..) = from_client.read(&mut bytes).await {
                if waited.swap(false, Ordering::Relaxed) {
                    count.fetch_add(1, Ordering::Relaxed);
                }
                to_server.write_all(&bytes[..length]).await.ok();
            }
        });
    }
}
