//! Forms with a file: same guards as every form, nothing kept of what is refused.

use axum::{body::Body, http::Request};

use crate::{pictures, support::*, tables};

const BOUNDARY: &str = "portal-test-boundary";
const PATH: &str = "/api/upload_packing_list";

/// Text fields, and files as (field, name, bytes).
pub fn multipart(fields: &[(&str, &str)], files: &[(&str, &str, &[u8])]) -> Vec<u8> {
    let mut body = Vec::new();
    for (name, value) in fields {
        body.extend(
            format!("--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n").bytes(),
        );
    }
    for (field, name, bytes) in files {
        let head = format!(
            "--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"{field}\"; filename=\"{name}\"\r\nContent-Type: application/octet-stream\r\n\r\n"
        );
        body.extend(head.bytes().chain(bytes.iter().copied()).chain(*b"\r\n"));
    }
    body.extend(format!("--{BOUNDARY}--\r\n").bytes());
    body
}

fn request(portal: &Portal, person: &Person, accept: &str, body: Vec<u8>) -> Request<Body> {
    to(portal, person, PATH, accept, body)
}

pub fn to(portal: &Portal, person: &Person, path: &str, accept: &str, body: impl Into<Body>) -> Request<Body> {
    let page = match path {
        PATH => "/rounds/R-DRAFT/packing",
        "/api/create_document" => "/documents/new",
        "/api/add_stage_photos" => "/results",
        "/api/hand_over" => "/rounds/R-OPEN/mandates/SCC",
        _ => "/rounds/R-OPEN/receipt",
    };
    let request = portal.request(person, "POST", path).header("accept", accept);
    let request = request.header("referer", format!("http://portal.example{page}"));
    request
        .header("content-type", format!("multipart/form-data; boundary={BOUNDARY}"))
        .body(body.into())
        .expect("a request")
}

async fn send(portal: &Portal, person: &Person, accept: &str, key: &str, name: &str, bytes: &[u8]) -> Answer {
    let fields = [("submission", key), ("round", "R-DRAFT")];
    portal.send(request(portal, person, accept, multipart(&fields, &[("file", name, bytes)]))).await
}

#[tokio::test]
async fn every_upload_answers_each_person_as_written() {
    let portal = Portal::open().await;
    let before = portal.contents().await;
    for row in access_table().uploads {
        for ((name, person), expected) in principals().iter().zip(&row.expect) {
            let own = if expected == "done" { Some(Portal::open().await) } else { None };
            let at = own.as_ref().unwrap_or(&portal);
            let fields = row.filled(at).await;
            let fields: Vec<(&str, &str)> = fields.split('&').filter_map(|pair| pair.split_once('=')).collect();
            let file: (&str, &str, &[u8]) = match row.path.as_str() {
                "/api/create_document" | "/api/replace_document_file" => ("file", "page.png", &pictures::png(8, 8)),
                "/api/add_stage_photos" => ("file", "opium.png", &pictures::png(8, 8)),
                PATH => ("file", "list.csv", b"Item,Qty\nBoots,4\n"),
                _ => ("lines[0][photos]", "boots.png", &pictures::png(8, 8)),
            };
            let request = to(at, person, &row.path, "application/json", multipart(&fields, &[file]));
            let answer = at.send(request).await;
            let found = match answer.status {
                200 => "done",
                401 => "signin",
                403 => "forbidden",
                404 => "notfound",
                _ => "another answer",
            };
            assert_eq!(found, expected, "{name}: {}", answer.body);
            if let Some(own) = own {
                assert_ne!(own.contents().await, before);
                own.close().await;
            }
        }
    }
    assert_eq!(portal.contents().await, before);
    portal.close().await;
}

#[tokio::test]
async fn a_spreadsheet_becomes_a_staged_list_and_counts_once() {
    let portal = Portal::open().await;
    let key = key();
    let first = send(&portal, &staff(), "text/html", &key, "list-7.xlsx", &tables::good()).await;
    assert_eq!((first.status, first.location()), (303, "/rounds/R-DRAFT/packing"));
    let staged = portal.contents().await;
    let again = send(&portal, &staff(), "text/html", &key, "list-7.xlsx", &tables::good()).await;
    assert_eq!((again.status, again.location()), (303, "/rounds/R-DRAFT/packing"));
    assert_eq!(portal.contents().await, staged);
    let other = send(&portal, &staff(), "application/json", &key, "list-7.xlsx", b"Item,Qty\nBoots,4\n").await;
    assert_eq!(other.status, 409, "the same key with another file: {}", other.body);
    let page = portal.get(&staff(), "/rounds/R-DRAFT/packing").await.words();
    assert!(
        page.contains("Сапоги зимние")
            && page.contains("1 question is open")
            && page.contains("5 mistakes")
            && !page.contains("Import 1 line"),
        "{page}"
    );
    assert!(!portal.get(&finance(), "/rounds/R-DRAFT/packing").await.words().contains("Сапоги"), "her list alone");
    portal.close().await;
}

#[tokio::test]
async fn what_is_refused_leaves_nothing_and_says_why() {
    let portal = Portal::open().await;
    portal.call(&staff(), "/api/discard_packing", &[("submission", key().as_str()), ("round", "R-DRAFT")]).await;
    let before = portal.contents_without(&["parked_form"]).await;
    let large = b"x,y\n".repeat(1_400_000);
    for (name, bytes, words) in [
        ("picture.xlsx", &b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"[..], "neither a spreadsheet (.xlsx) nor a table"),
        ("empty.csv", b"", "Choose a file"),
        ("head.csv", b"Item,Qty,Price\n", "headings but no rows"),
        ("large.csv", &large, "“large.csv” is larger than 5 MB"),
        ("broken.xlsx", b"PK\x03\x04", "damaged"),
    ] {
        let answer = send(&portal, &staff(), "text/html", &key(), name, bytes).await;
        assert_eq!((answer.status, answer.location()), (303, "/rounds/R-DRAFT/packing?again"), "{name}");
        let page = portal.get(&staff(), answer.location()).await.words();
        assert!(page.contains(words), "{name}: {page}");
    }
    let huge = send(&portal, &staff(), "application/json", &key(), "huge.csv", &vec![b' '; 20 * 1024 * 1024]).await;
    assert_eq!(huge.status, 413);
    let mut cut =
        multipart(&[("submission", &key()), ("round", "R-DRAFT")], &[("file", "a.csv", b"Item,Qty\nBoots,4\n")]);
    cut.truncate(cut.len() - 60);
    assert_eq!(portal.send(request(&portal, &staff(), "application/json", cut)).await.status, 415, "half a file");
    let twice = multipart(&[("submission", &key()), ("file", "x")], &[("file", "a.csv", b"Item,Qty\nBoots,4\n")]);
    assert_eq!(portal.send(request(&portal, &staff(), "application/json", twice)).await.status, 415);
    let unknown = multipart(
        &[("submission", &key()), ("round", "R-DRAFT"), ("owner", "1")],
        &[("file", "a.csv", b"Item,Qty\nBoots,4\n")],
    );
    assert_eq!(portal.send(request(&portal, &staff(), "application/json", unknown)).await.status, 422);
    assert_eq!(portal.contents_without(&["parked_form"]).await, before);
    portal.close().await;
}

#[tokio::test]
async fn no_file_comes_from_another_site() {
    let portal = Portal::open().await;
    let before = portal.contents().await;
    let body = multipart(&[("submission", &key()), ("round", "R-DRAFT")], &[("file", "a.csv", b"Item,Qty\nBoots,4\n")]);
    for (header, value) in
        [("sec-fetch-site", "cross-site"), ("sec-fetch-site", "same-site"), ("origin", "https://evil.example")]
    {
        let mut foreign = request(&portal, &staff(), "application/json", body.clone());
        foreign.headers_mut().remove("sec-fetch-site");
        foreign.headers_mut().remove("origin");
        foreign.headers_mut().insert(header, value.parse().expect("a value"));
        assert_eq!(portal.send(foreign).await.status, 403, "{header}: {value}");
    }
    let mut silent = request(&portal, &staff(), "application/json", body.clone());
    silent.headers_mut().remove("sec-fetch-site");
    silent.headers_mut().remove("origin");
    assert_eq!(portal.send(silent).await.status, 403);
    let plain = portal.call(&staff(), PATH, &[("submission", key().as_str()), ("round", "R-DRAFT")]).await;
    assert_eq!(plain.status, 415);
    assert_eq!(
        portal.send(portal.request(&staff(), "GET", PATH).body(Body::empty()).expect("a request")).await.status,
        404
    );
    assert_eq!(portal.contents().await, before);
    portal.close().await;
}
