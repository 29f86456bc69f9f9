use crate::support::*;

#[tokio::test]
async fn smoke() {
    let portal = Portal::open().await;
    let answer = portal.get(&anonymous(), "/rounds").await;
    assert_eq!(answer.status, 303, "{}", answer.body);
    let answer = portal.get(&staff(), "/rounds").await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    println!("{}", answer.words());
    portal.close().await;
}
