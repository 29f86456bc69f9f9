//! Officers whose line breaks in the middle: of the form they send, or of the answer they get. Over real connections, cut at
//! random bytes. Each leaves a whole receipt or none, and can send the form again.

use std::sync::Arc;

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    sync::Semaphore,
};

use super::*;

/// Each signs for a round of its own; a thousand in a soak.
fn leaving() -> usize {
    sample::figure("PORTAL_TEST_LEAVING", 200, 1_000) as usize
}

/// Connections at the same time.
const AT_ONCE: usize = 40;

/// One client: the whole request as bytes, where it stops sending, and after how many bytes of the answer it leaves.
struct Client {
    bytes: Vec<u8>,
    sends: usize,
    reads: usize,
    body: String,
}

/// SplitMix64: the same cuts from the same seed.
fn dice(state: &mut u64, below: usize) -> usize {
    *state = state.wrapping_add(0x9E37_79B9_7F4A_7C15);
    let mut z = *state;
    z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    ((z ^ (z >> 31)) % below.max(1) as u64) as usize
}

async fn client(portal: &Portal, state: &mut u64, number: usize, (round, line): &(String, String)) -> Client {
    let officer = Person { login: "officer", token: Some(token(number % OFFICERS)) };
    let counted = portal.send(count(portal, &officer, round, line, 4)).await;
    assert_eq!(counted.status, 200, "{}", counted.body);
    let stamp = portal.stamp(&officer, round).await;
    let request = sign(portal, &officer, round, &stamp);
    let (parts, body) = request.into_parts();
    let body = axum::body::to_bytes(body, usize::MAX).await.expect("a body");
    // Without "close" whoever waits for more than the answer would wait for ever.
    let mut head = format!("POST {} HTTP/1.1\r\nconnection: close\r\ncontent-length: {}\r\n", parts.uri, body.len());
    for (name, value) in &parts.headers {
        head.push_str(&format!("{name}: {}\r\n", value.to_str().expect("text")));
    }
    let bytes = [head.as_bytes(), b"\r\n", &body[..]].concat();
    let (sends, reads) = match dice(state, 4) {
        // In the head, in the body, right after it, somewhere in the answer.
        0 => (dice(state, head.len()), 0),
        1 => (head.len() + 2 + dice(state, body.len()), 0),
        2 => (bytes.len(), 0),
        _ => (bytes.len(), 1 + dice(state, 900)),
    };
    Client { bytes, sends, reads, body: String::from_utf8_lossy(&body).into_owned() }
}

/// Sends and reads as far as this client gets, and is gone. Answers whether it read that it was recorded.
async fn hang_up(address: std::net::SocketAddr, client: &Client) -> bool {
    let mut stream = TcpStream::connect(address).await.expect("a connection");
    stream.write_all(&client.bytes[..client.sends]).await.expect("sent");
    let mut answer = vec![0; client.reads];
    let mut read = 0;
    while read < client.reads {
        match stream.read(&mut answer[read..]).await {
            Ok(0) | Err(_) => break,
            Ok(more) => read += more,
        }
    }
    answer.starts_with(b"HTTP/1.1 200 ")
}

both_databases!(who_hangs_up_leaves_a_whole_receipt_or_none, async |portal: &Portal| {
    invite_officers(portal).await;
    let start = Instant::now();
    let (leaving, seed) = (leaving(), sample::seed());
    println!("cut with PORTAL_TEST_SEED={seed}");
    let lines = send_rounds(portal, "R-LEFT", leaving, 1).await;
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let address = listener.local_addr().expect("an address");
    let server = tokio::spawn(axum::serve(listener, portal.router.clone()).into_future());
    let (mut state, mut clients) = (seed, Vec::new());
    for (number, line) in lines.iter().enumerate() {
        clients.push(Arc::new(client(portal, &mut state, number, line).await));
    }
    let places = Arc::new(Semaphore::new(AT_ONCE));
    let tasks: Vec<_> = clients
        .iter()
        .map(|client| {
            let (client, places) = (client.clone(), places.clone());
            tokio::spawn(async move {
                let _place = places.acquire().await.expect("a place");
                hang_up(address, &client).await
            })
        })
        .collect();
    let mut told = 0;
    for task in tasks {
        told += i64::from(task.await.expect("a task"));
    }
    wait_for_writers(portal).await;
    let whole = check_whole(portal).await;
    println!("{leaving} hung up: {told} were told that it is recorded, {whole} are, in {:.1?}", start.elapsed());
    assert!(whole >= told, "{told} were told that it was recorded, {whole} are");
    assert!(whole < leaving as i64 * 3 / 4 && whole > leaving as i64 / 8, "the cuts say nothing: {whole}");
    check_ledger(portal).await;
    check_pool(portal).await;

    // The same form once more, with the key that it had: it counts once, whether it had arrived or not.
    for (number, client) in clients.iter().enumerate().step_by(10) {
        let officer = Person { login: "officer", token: Some(token(number % OFFICERS)) };
        let answer = portal.call_with_body(&officer, "/api/sign_receipt", client.body.clone()).await;
        assert_eq!(answer.status, 200, "{}", answer.body);
        let line = &lines[number].1;
        assert_eq!(portal.count(&format!("receipt_line WHERE line_id = {line}")).await, 1);
    }
    check_whole(portal).await;
    server.abort();
});

/// Every line of these rounds is counted whole or not at all. Answers how many are.
async fn check_whole(portal: &Portal) -> i64 {
    let halves = "SELECT 'line ' || CAST(l.id AS TEXT) FROM line l JOIN round r ON r.id = l.round_id
         WHERE r.code LIKE 'R-LEFT-%' AND (
           (SELECT COUNT(*) FROM receipt_line n JOIN receipt t ON t.id = n.receipt_id WHERE n.line_id = l.id)
             <> (CASE WHEN l.outstanding = 0 AND l.version = 2 THEN 1 WHEN l.outstanding = 4 AND l.version = 1 THEN 0 ELSE -1 END)
           OR (SELECT COUNT(*) FROM custody_event e WHERE e.line_id = l.id AND e.holder = 'unit' AND e.quantity = 4)
             <> (SELECT COUNT(*) FROM receipt_line n WHERE n.line_id = l.id)
           OR (SELECT COUNT(*) FROM receipt_line n JOIN receipt t ON t.id = n.receipt_id
               JOIN change c ON c.entity = 'receipt' AND c.entity_key = t.public_id WHERE n.line_id = l.id)
             <> (SELECT COUNT(*) FROM receipt_line n WHERE n.line_id = l.id))
         UNION ALL SELECT 'receipt ' || t.public_id FROM receipt t
         WHERE NOT EXISTS (SELECT 1 FROM receipt_line n WHERE n.receipt_id = t.id)";
    let halves = portal.db.ask_for_tests(halves).await.expect("halves");
    assert!(halves.is_empty(), "half a receipt: {halves:?}");
    let rounds = "line l JOIN round r ON r.id = l.round_id WHERE r.code LIKE 'R-LEFT-%' AND l.outstanding = 0";
    portal.count(rounds).await
}
