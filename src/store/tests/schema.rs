//! What both databases promise besides columns: keys, uniques, indices, and what refers to what. The list stands in
//! `schema.txt`; whoever drops a line of it by accident is told, and whoever means it writes the file anew with
//! `PORTAL_TEST_WRITE_SCHEMA=1`.

use std::path::Path;

use store::Db;

use crate::support::TestDatabase;

/// Tables of ours; what a search index keeps for itself is not.
const SQLITE: [&str; 3] = [
    "SELECT t.name || ' (' || (SELECT group_concat(p.name, ', ') FROM (SELECT name FROM pragma_table_info(t.name)
         WHERE pk > 0 ORDER BY pk) p) || ') primary'
     FROM pragma_table_list t WHERE t.schema = 'main' AND t.type = 'table' AND t.name NOT LIKE 'sqlite_%' AND t.name NOT LIKE '_sqlx_%'
       AND EXISTS (SELECT 1 FROM pragma_table_info(t.name) WHERE pk > 0)",
    "SELECT t.name || ' (' || (SELECT group_concat(COALESCE(p.name, 'expression'), ', ') FROM (SELECT name FROM pragma_index_info(i.name)
         ORDER BY seqno) p) || ') ' || CASE WHEN i.\"unique\" THEN 'unique' ELSE 'index' END || CASE WHEN i.partial THEN ' partial' ELSE '' END
     FROM pragma_table_list t JOIN pragma_index_list(t.name) i
     WHERE t.schema = 'main' AND t.type = 'table' AND t.name NOT LIKE 'sqlite_%' AND t.name NOT LIKE '_sqlx_%' AND i.origin <> 'pk'",
    "SELECT t.name || ' (' || group_concat(f.\"from\", ', ') || ') to ' || f.\"table\" || ' (' || group_concat(f.\"to\", ', ') || ')'
       || CASE f.on_delete WHEN 'NO ACTION' THEN '' ELSE ' on delete ' || lower(f.on_delete) END
     FROM pragma_table_list t JOIN pragma_foreign_key_list(t.name) f
     WHERE t.schema = 'main' AND t.type = 'table' GROUP BY t.name, f.id",
];

const POSTGRES: [&str; 2] = [
    "SELECT (c.relname || ' (' || (SELECT string_agg(COALESCE(a.attname::text, 'expression'), ', ' ORDER BY k.place)
           FROM unnest(i.indkey::int2[]) WITH ORDINALITY k (column_number, place)
           LEFT JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = k.column_number AND k.column_number > 0) || ') '
         || CASE WHEN i.indisprimary THEN 'primary' WHEN i.indisunique THEN 'unique' ELSE 'index' END
         || CASE WHEN i.indpred IS NULL THEN '' ELSE ' partial' END)::text
     FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid JOIN pg_class x ON x.oid = i.indexrelid JOIN pg_am m ON m.oid = x.relam
     WHERE c.relnamespace = 'public'::regnamespace AND m.amname = 'btree' AND c.relname NOT LIKE '\\_sqlx%'
       AND c.relname NOT LIKE '%\\_search'",
    "SELECT (c.relname || ' (' || (SELECT string_agg(a.attname::text, ', ' ORDER BY k.place) FROM unnest(f.conkey) WITH ORDINALITY k (n, place)
           JOIN pg_attribute a ON a.attrelid = f.conrelid AND a.attnum = k.n)
         || ') to ' || g.relname || ' (' || (SELECT string_agg(a.attname::text, ', ' ORDER BY k.place)
           FROM unnest(f.confkey) WITH ORDINALITY k (n, place) JOIN pg_attribute a ON a.attrelid = f.confrelid AND a.attnum = k.n) || ')'
         || CASE f.confdeltype WHEN 'a' THEN '' WHEN 'c' THEN ' on delete cascade' ELSE ' on delete otherwise' END)::text
     FROM pg_constraint f JOIN pg_class c ON c.oid = f.conrelid JOIN pg_class g ON g.oid = f.confrelid WHERE f.contype = 'f'",
];

async fn promises(db: &Db) -> Vec<String> {
    let questions: &[&str] = if matches!(db, Db::Sqlite { .. }) { &SQLITE } else { &POSTGRES };
    let mut all = Vec::new();
    for question in questions {
        all.extend(db.ask_for_tests(question).await.expect(question));
    }
    all.sort();
    all
}

fn differences(left: &[String], right: &[String]) -> Vec<String> {
    let only = |mark: &str, these: &[String], others: &[String]| -> Vec<String> {
        these.iter().filter(|line| !others.contains(line)).map(|line| format!("{mark} {line}")).collect()
    };
    [only("−", left, right), only("+", right, left)].concat()
}

#[tokio::test]
async fn nothing_that_the_schema_promises_gets_lost() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/schema.txt");
    let sqlite = TestDatabase::sqlite().await;
    let found = promises(&sqlite.db).await;
    if std::env::var_os("PORTAL_TEST_WRITE_SCHEMA").is_some() {
        std::fs::write(&file, found.join("\n") + "\n").expect("written");
    }
    let listed: Vec<String> = std::fs::read_to_string(&file).expect("schema.txt").lines().map(str::to_owned).collect();
    assert!(listed.len() > 150, "{} lines", listed.len());
    assert_eq!(differences(&listed, &found), [""; 0], "− in schema.txt alone, + in SQLite alone");
    if let Some(postgres) = TestDatabase::postgres().await {
        let other = promises(&postgres.db).await;
        assert_eq!(differences(&found, &other), [""; 0], "− in SQLite alone, + in PostgreSQL alone");
        postgres.drop_it().await;
    }
    sqlite.drop_it().await;
}
