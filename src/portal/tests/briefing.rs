//! What an embassy takes along says what its pages say.

use std::{
    collections::BTreeMap,
    io::{Cursor, Read},
};

use sha2::{Digest, Sha256};

use crate::{both_databases, support::*};

/// The files of a pack, by name.
fn unpacked(pack: &[u8]) -> BTreeMap<String, Vec<u8>> {
    let mut archive = zip::ZipArchive::new(Cursor::new(pack)).expect("a zip");
    let mut files = BTreeMap::new();
    for index in 0..archive.len() {
        let mut file = archive.by_index(index).expect("a file");
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes).expect("whole");
        let name = file.name().expect("a name").into_owned();
        files.insert(name, bytes);
    }
    files
}

both_databases!(a_pack_holds_the_files_of_the_pages_and_the_digest_of_each, async |portal: &Portal| {
    for person in [staff(), customs_officer(), administrator()] {
        assert_eq!(portal.get(&person, "/briefing/pack.zip").await.status, 403, "{}", person.login);
    }
    let page = portal.get(&japan(), "/briefing").await;
    assert!(page.body.contains("/briefing/ja/pdf") && page.body.contains("/briefing/pack.zip"), "{}", page.body);
    assert_eq!(portal.get(&japan(), "/briefing/uz/pdf").await.status, 404);

    let pack = portal.download(&japan(), "/briefing/pack.zip").await;
    assert_eq!(pack, portal.download(&japan(), "/briefing/pack.zip").await, "the same data give the same bytes");
    let files = unpacked(&pack);
    for (name, address) in [
        ("items.csv", "/items.csv"),
        ("rounds.csv", "/rounds.csv"),
        ("receipts.csv", "/receipts.csv"),
        ("activities.csv", "/activities.csv"),
        ("results.csv", "/results/totals.csv"),
        ("statements/JP-2020.xlsx", "/grants/JP-2020/statement.xlsx"),
    ] {
        let alone = portal.download(&japan(), address).await;
        assert!(files.get(name).is_some_and(|file| *file == alone), "{name}: {:?}", files.keys());
    }
    let sums = String::from_utf8(files["SHA256SUMS"].clone()).expect("text");
    let manifest = String::from_utf8(files["manifest.json"].clone()).expect("text");
    let listed: Vec<(&str, &str)> = sums.lines().filter_map(|line| line.split_once("  ")).collect();
    assert_eq!(listed.len(), files.len() - 2, "every file but the two lists: {sums}");
    for (digest, name) in listed {
        assert_eq!(digest, sha256(&files[name]), "{name}");
        assert!(manifest.contains(digest) && manifest.contains(name), "{name}: {manifest}");
    }
    // Its acts are there, without whoever signed them.
    let acts: Vec<String> = files
        .iter()
        .filter(|(name, _)| name.starts_with("acts/"))
        .map(|(_, bytes)| String::from_utf8_lossy(bytes).into_owned())
        .collect();
    assert!(!acts.is_empty(), "{:?}", files.keys());
    let signers = portal.ask("SELECT string_agg(name, '|') FROM act_signer").await;
    for name in signers.split('|') {
        assert!(acts.iter().all(|act| !act.contains(name)), "{name}: {acts:?}");
    }
    // What the United States gave is in no file of Japan.
    for (name, bytes) in &files {
        let text = String::from_utf8_lossy(bytes);
        assert!(!text.contains("US-2020"), "{name}");
    }
});

fn sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}
