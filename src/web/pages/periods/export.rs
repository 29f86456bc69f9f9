//! `/periods.csv` and `.xlsx`: the list as a file.

use store::periods::LockRow;

use super::list::scope;
use crate::{
    Cx,
    cx::PageResult,
    export::{Field, Sheet},
};

pub async fn file(cx: Cx) -> PageResult {
    let locks = store::periods::list(&mut cx.read().await?, cx.viewer()?).await?;
    let mut sheet = Sheet::new(&["From", "Until", "Of", "State", "Locked by", "Locked", "Reason"]);
    let row = |lock: &LockRow| {
        let state = match lock.open_until(cx.now()) {
            Some(end) => format!("open until {}", end.words()),
            None => "locked".to_owned(),
        };
        vec![
            Field::date(Some(lock.from)),
            Field::date(Some(lock.until)),
            Field::words(scope(lock)),
            Field::words(state),
            Field::words(&lock.locked_by),
            Field::instant(lock.locked_at.0),
            Field::words(&lock.reason),
        ]
    };
    sheet.rows = locks.iter().map(row).collect();
    sheet.download(&cx, "periods", cx.today())
}
