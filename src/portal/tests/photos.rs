//! Photos of a receipt on their way from a telephone: whole or not at all, and only to those who may see them.

use std::{
    io::{Read, Write},
    net::TcpStream,
    process::{Child, Command, Stdio},
    time::Duration,
};

use store::{people, sessions};
use web::{Clock, passwords::token_hash};

use crate::{
    both_databases,
    pictures::{hostile, jpeg, padded, png, with_exif},
    support::*,
    uploads::{multipart, to},
};

const PATH: &str = "/api/add_receipt_photos";
const PHOTOS: &str = "lines[0][photos]";
const OPEN_LINE: &str =
    "SELECT CAST(l.id AS TEXT) FROM line l JOIN round r ON r.id = l.round_id WHERE r.code = 'R-OPEN'";

/// The counting form with these photos for its only line.
fn form(line: &str, key: &str, photos: &[(&str, &[u8])]) -> Vec<u8> {
    let fields = [
        ("submission", key),
        ("round", "R-OPEN"),
        ("received_on", "12 Dec 2019"),
        ("lines[0][line]", line),
        ("lines[0][expected]", "4"),
        ("lines[0][version]", "1"),
        ("lines[0][answer]", "all"),
    ];
    let files: Vec<(&str, &str, &[u8])> = photos.iter().map(|(name, bytes)| (PHOTOS, *name, *bytes)).collect();
    multipart(&fields, &files)
}

async fn send(portal: &Portal, key: &str, photos: &[(&str, &[u8])]) -> Answer {
    let line = portal.ask(OPEN_LINE).await;
    portal.send(to(portal, &customs_officer(), PATH, "text/html", form(&line, key, photos))).await
}

async fn confirm(portal: &Portal) -> Answer {
    let stamp = portal.stamp(&customs_officer(), "R-OPEN").await;
    let fields = [("submission", key()), ("round", "R-OPEN".to_owned()), ("stamp", stamp)];
    portal.submit(&customs_officer(), "/rounds/R-OPEN/receipt/review", "/api/sign_receipt", &fields).await
}

/// Where an answer leads when a photo was added: to the photo.
fn is_added(answer: &Answer) -> bool {
    answer.status == 303 && answer.location().starts_with("/rounds/R-OPEN/receipt#photo-")
}

both_databases!(six_photos_of_five_megabytes_come_to_the_receipt, async |portal: &Portal| {
    let photos: Vec<Vec<u8>> = (0..6).map(|n| padded(&with_exif(&jpeg(1_200 + n * 8, 900)), 5 * 1024 * 1024)).collect();
    let names = ["1.jpg", "2.jpg", "3.jpg", "4.jpg", "5.jpg", "6.jpg"];
    let sent: Vec<(&str, &[u8])> = names.iter().zip(&photos).map(|(name, bytes)| (*name, bytes.as_slice())).collect();
    let first = key();
    let answer = send(portal, &first, &sent).await;
    assert!(is_added(&answer), "{} {} {}", answer.status, answer.location(), answer.body);
    send(portal, &first, &sent).await;
    assert_eq!(portal.count("receipt_draft_photo p JOIN receipt_draft d ON d.id = p.draft_id JOIN round r ON r.id = d.round_id WHERE r.code = 'R-OPEN'").await, 6, "sent twice, kept once");
    let seventh = send(portal, &key(), &[("7.png", &png(9, 9))]).await;
    let page = portal.get(&customs_officer(), seventh.location()).await.words();
    assert!(page.contains("would have 7 photos; a line takes 6"), "{page}");
    let answer = confirm(portal).await;
    assert!(answer.location().starts_with("/receipts/"), "{} {}", answer.status, answer.body);
    let receipt = answer.location().to_owned();
    assert_eq!(portal.count("receipt_photo f JOIN receipt_line n ON n.id = f.receipt_line_id JOIN receipt t ON t.id = n.receipt_id JOIN round r ON r.id = t.round_id WHERE r.code = 'R-OPEN'").await, 6);
    assert_eq!(portal.count("receipt_draft d JOIN round r ON r.id = d.round_id WHERE r.code = 'R-OPEN'").await, 0);
    let page = portal.get(&customs_officer(), &receipt).await.body;
    let photo = page.split(&format!("{receipt}/photos/")).nth(1).expect("a photo")[..64].to_owned();
    let address = format!("{receipt}/photos/{photo}");
    for (person, status) in
        [(customs_officer(), 200), (staff(), 200), (japan(), 404), (usa(), 404), (interior_officer(), 404)]
    {
        let request = portal.request(&person, "GET", &address).body(axum::body::Body::empty()).expect("a request");
        let answer = tower::ServiceExt::oneshot(portal.router.clone(), request).await.expect("an answer");
        assert_eq!(answer.status(), status, "{}", person.login);
        if status == 200 {
            let head = |name: &str| answer.headers()[name].to_str().expect("text").to_owned();
            assert_eq!(head("content-type"), "image/jpeg");
            assert_eq!(head("x-content-type-options"), "nosniff");
            assert_eq!(head("cache-control"), "private, max-age=3600, immutable");
            assert!(head("content-security-policy").starts_with("default-src 'none'"));
        }
    }
    let donor = portal.get(&japan(), &receipt).await;
    assert!(donor.status == 200 && !donor.body.contains("/photos/"), "a donor sees the receipt without photos");
    let mut tx = portal.db.read().await.expect("read");
    store::verify::verify(&mut tx).await.expect("verify").expect("nothing is wrong");
});

#[tokio::test]
async fn no_hostile_file_is_kept_whatever_it_is_called() {
    let portal = Portal::open().await;
    let before = portal.contents_without(&["parked_form"]).await;
    for (name, bytes) in hostile() {
        for called in ["IMG_0001.jpg", "photo.png", "list.xlsx", "x.svg", "../../../etc/passwd"] {
            let answer = send(&portal, &key(), &[(called, &bytes)]).await;
            assert_eq!((answer.status, answer.location()), (303, "/rounds/R-OPEN/receipt?again"), "{name} as {called}");
        }
        let page = portal.get(&customs_officer(), "/rounds/R-OPEN/receipt?again").await;
        assert!(page.body.contains("lines-0-photos-error"), "{name}: the words stand at the photos of the line");
    }
    // Of a good photo and a bad one neither is kept.
    send(&portal, &key(), &[("good.png", &png(20, 20)), ("bad.png", b"no picture")]).await;
    assert_eq!(portal.contents_without(&["parked_form"]).await, before);
    // The right content under a wrong name is a photo.
    assert!(is_added(&send(&portal, &key(), &[("list.xlsx", &png(20, 20))]).await));
    portal.close().await;
}

#[tokio::test]
async fn forms_that_are_no_forms_are_refused() {
    let portal = Portal::open().await;
    let before = portal.contents_without(&["parked_form"]).await;
    let line = portal.ask(OPEN_LINE).await;
    let photo = png(20, 20);
    let names: Vec<String> = (0..20_000).map(|n| format!("lines[{n}][remark]")).collect();
    let fields: Vec<(&str, &str)> = names.iter().map(|name| (name.as_str(), "x")).collect();
    let many_files: Vec<(&str, &str, &[u8])> = vec![(PHOTOS, "a.png", photo.as_slice()); 3_000];
    let nothing: Vec<(&str, &str, &[u8])> = vec![(PHOTOS, "", b""); 20_000];
    let mut cut = form(&line, &key(), &[("a.png", &photo)]);
    cut.truncate(cut.len() - 70);
    let long = "x".repeat(5_000);
    let cases = [
        ("thousands of fields", multipart(&fields, &[]), 413),
        ("thousands of files", multipart(&[], &many_files), 413),
        ("thousands of empty files", multipart(&[], &nothing), 413),
        ("a long text", multipart(&[("remark", long.as_str())], &[]), 413),
        ("a file in the place of another", multipart(&[("file", "x")], &[(PHOTOS, "a.png", &photo)]), 415),
        ("half a file", cut, 415),
        ("no parts", b"not a form at all".to_vec(), 415),
        (
            "a photo of no line",
            multipart(&[("submission", &key()), ("round", "R-OPEN")], &[("photos", "a.png", &photo)]),
            422,
        ),
    ];
    for (name, body, status) in cases {
        let answer = portal.send(to(&portal, &customs_officer(), PATH, "application/json", body)).await;
        assert_eq!(answer.status, status, "{name}: {}", answer.body);
    }
    assert_eq!(portal.contents_without(&["parked_form"]).await, before);
    portal.close().await;
}

/// The portal as it is installed, on a port of its own, with the small programme.
struct Server {
    process: Child,
    address: String,
    database: Database,
}

impl Server {
    async fn start() -> Self {
        let database = Database::sqlite().await;
        // The clock of this one is the real one.
        let mut tx = database.db().write().await.expect("write");
        let officer = people::viewer(&mut tx, "customs").await.expect("customs").person;
        sessions::begin(&mut tx, Clock::System.now(), officer, &token_hash("session-of-today"), None)
            .await
            .expect("session");
        tx.commit().await.expect("commit");
        let free = std::net::TcpListener::bind("127.0.0.1:0").expect("a port").local_addr().expect("an address");
        let process = Command::new(env!("CARGO_BIN_EXE_portal"))
            .args(["serve", "--listen", &free.to_string(), "--data"])
            .arg(database.folder().expect("a folder"))
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("the portal starts");
        let server = Server { process, address: free.to_string(), database };
        for _ in 0..200 {
            if TcpStream::connect(&server.address).is_ok() {
                return server;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        panic!("the portal does not listen");
    }

    /// Sends a form whose length is `length` and of which `body` is there, and reads the answer's first line.
    fn upload(&self, length: usize, body: &[u8], waits: bool) -> String {
        let mut stream = TcpStream::connect(&self.address).expect("a connection");
        stream.set_read_timeout(Some(Duration::from_secs(60))).expect("a limit");
        let head = format!(
            "POST {PATH} HTTP/1.1\r\nHost: {host}\r\nOrigin: http://{host}\r\nSec-Fetch-Site: same-origin\r\nCookie: sid=session-of-today\r\n\
             Accept: application/json\r\nConnection: close\r\nContent-Type: multipart/form-data; boundary=portal-test-boundary\r\nContent-Length: {length}\r\n\r\n",
            host = self.address
        );
        stream.write_all(head.as_bytes()).ok();
        // Refused early, the server closes while we still send.
        for piece in body.chunks(64 * 1024) {
            if stream.write_all(piece).is_err() {
                break;
            }
        }
        let mut answer = Vec::new();
        if waits {
            stream.read_to_end(&mut answer).ok();
        }
        String::from_utf8_lossy(&answer).lines().next().unwrap_or_default().to_owned()
    }

    /// The most memory that it ever had, in KiB.
    fn peak(&self) -> u64 {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.process.id())).expect("Linux");
        let line = status.lines().find(|line| line.starts_with("VmHWM")).expect("VmHWM");
        line.split_whitespace().nth(1).and_then(|kib| kib.parse().ok()).expect("a number")
    }

    async fn stop(mut self) {
        self.process.kill().expect("it ends");
        self.process.wait().expect("it ended");
        self.database.close().await;
    }

    async fn ask(&self, question: &str) -> String {
        self.database.db().ask_for_tests(question).await.expect(question).remove(0)
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_server_keeps_its_size_and_nothing_of_those_who_leave() {
    let server = Server::start().await;
    let line = server.ask(OPEN_LINE).await;
    let photos = "SELECT CAST(COUNT(*) AS TEXT) FROM receipt_draft_photo";
    let before = server.ask(photos).await;
    let photo = padded(&jpeg(1_600, 1_200), 5 * 1024 * 1024);
    let body = form(&line, &key(), &[("1.jpg", &photo)]);
    // Warm: the first upload loads what every upload needs.
    let warm = form(&line, &key(), &[("0.png", &png(30, 30))]);
    assert!(server.upload(warm.len(), &warm, true).contains(" 200 "), "a small photo is taken");
    let warm = server.peak();
    for part in [1, 300, 2_000, 60_000, 1_000_000, 3_000_000, body.len() - 2] {
        server.upload(body.len(), &body[..part], false);
    }
    tokio::time::sleep(Duration::from_millis(500)).await;
    assert_eq!(
        server.ask(photos).await.parse::<i64>().expect("a number"),
        before.parse::<i64>().expect("a number") + 1
    );
    let hundred = vec![b' '; 100 * 1024 * 1024];
    let answer = server.upload(hundred.len(), &hundred, true);
    assert!(answer.is_empty() || answer.contains(" 413 "), "{answer}");
    for (name, bytes) in hostile() {
        let body = form(&line, &key(), &[("x.jpg", &bytes)]);
        let answer = server.upload(body.len(), &body, true);
        assert!(answer.contains(" 422 "), "{name}: {answer}");
    }
    let six: Vec<Vec<u8>> = (0..5).map(|n| padded(&jpeg(1_600 + n * 8, 1_200), 5 * 1024 * 1024)).collect();
    let sent: Vec<(&str, &[u8])> = six.iter().map(|bytes| ("x.jpg", bytes.as_slice())).collect();
    let body = form(&line, &key(), &sent);
    assert!(server.upload(body.len(), &body, true).contains(" 200 "), "five photos of 5 MB in one form");
    let grown = server.peak().saturating_sub(warm);
    println!("the server's peak grew by {} KiB over {warm} KiB", grown);
    assert!(grown < 48 * 1024, "the server grew by {grown} KiB");
    server.stop().await;
}
