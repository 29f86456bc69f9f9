//! What an officer's phone fetches before the first list is there and alive, measured on the finished binary.

use crate::{Result, assets::Asset, http, process, workspace::Workspace};
use std::{
    env, fs,
    net::{Ipv4Addr, SocketAddr, TcpListener},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio, id},
    thread,
    time::{Duration, Instant},
};

const LIST: &str = "/rounds";
const MOST: usize = 200 * 1024;

/// Prints the table; an error when the page has grown too heavy for a border post's link.
pub fn weigh(workspace: &Workspace, assets: &[Asset]) -> Result<()> {
    let mut rows: Vec<(String, usize, usize)> = assets.iter().map(|a| (a.name.clone(), a.raw, a.brotli)).collect();
    let (raw, brotli) = page_bytes(&workspace.binary("release"))?;
    rows.push((format!("HTML of {LIST}"), raw, brotli));

    println!("\n  What a phone fetches for its first list page, in bytes:\n");
    println!("  {:<28} {:>10} {:>10}", "", "raw", "brotli");
    for (name, raw, brotli) in &rows {
        println!("  {name:<28} {raw:>10} {brotli:>10}");
    }
    let total: usize = rows.iter().map(|(_, _, brotli)| brotli).sum();
    println!("  {:<28} {:>10} {total:>10}   of {MOST} allowed", "together", "");
    if total > MOST {
        return Err(format!("the first list page takes {total} bytes, more than {MOST}").into());
    }
    Ok(())
}

/// The list's size, raw and compressed, as the officer of the first agency gets it with the demonstration data.
fn page_bytes(portal: &Path) -> Result<(usize, usize)> {
    let server = DemoServer::start(portal)?;
    let cookie = server.sign_in("officer")?;
    let raw = server.page(LIST, &cookie, "identity")?;
    let brotli = server.page(LIST, &cookie, "br")?;
    Ok((raw.len(), brotli.len()))
}

struct DemoServer {
    folder: PathBuf,
    process: Child,
    address: SocketAddr,
    sign_ins: serde_json::Value,
}

impl DemoServer {
    fn start(portal: &Path) -> Result<Self> {
        let folder = env::temp_dir().join(format!("portal-first-page-{}", id()));
        fs::create_dir_all(&folder)?;
        let sign_ins = process::output(Command::new(portal).args(["demo", "--json", "--data"]).arg(&folder))?;
        let address = SocketAddr::from((Ipv4Addr::LOCALHOST, TcpListener::bind("127.0.0.1:0")?.local_addr()?.port()));
        let mut serve = Command::new(portal);
        serve.args(["serve", "--listen", &address.to_string(), "--data"]).arg(&folder);
        let process = serve.stdout(Stdio::null()).stderr(Stdio::null()).spawn()?;
        let server = Self { folder, process, address, sign_ins: serde_json::from_str(&sign_ins)? };
        server.wait_until_up()?;
        Ok(server)
    }

    fn wait_until_up(&self) -> Result<()> {
        let patience = Instant::now() + Duration::from_secs(20);
        while Instant::now() < patience {
            if http::get(self.address, "/healthz", &[]).is_ok_and(|answer| answer.status == 200) {
                return Ok(());
            }
            thread::sleep(Duration::from_millis(50));
        }
        Err("the server did not answer /healthz within 20 seconds".into())
    }

    fn sign_in(&self, role: &str) -> Result<String> {
        let list = self.sign_ins.as_array().ok_or("`portal demo --json` printed no list")?;
        let person =
            list.iter().find(|person| person["role"] == role).ok_or(format!("no sign-in with the role {role}"))?;
        let field = |name: &str| person[name].as_str().unwrap_or_default();
        let origin = format!("http://{}", self.address);
        let headers = [("Origin", origin.as_str()), ("Sec-Fetch-Site", "same-origin"), ("Accept", "text/html")];
        let form = [("login", field("login")), ("password", field("password"))];
        let answer = http::post(self.address, "/api/sign_in", &headers, &form)?;
        let cookies: Vec<&str> = answer.headers("set-cookie").filter_map(|cookie| cookie.split(';').next()).collect();
        if answer.status != 303 || cookies.is_empty() {
            return Err(format!("signing in as {} was answered with {}", field("login"), answer.status).into());
        }
        Ok(cookies.join("; "))
    }

    fn page(&self, path: &str, cookie: &str, encoding: &str) -> Result<Vec<u8>> {
        let answer = http::get(self.address, path, &[("Cookie", cookie), ("Accept-Encoding", encoding)])?;
        if answer.status != 200 {
            return Err(format!("{path} was answered with {}", answer.status).into());
        }
        Ok(answer.body)
    }
}

impl Drop for DemoServer {
    fn drop(&mut self) {
        // An error here must not hide the one that we may be leaving with.
        let _ = self.process.kill();
        let _ = self.process.wait();
        let _ = fs::remove_dir_all(&self.folder);
    }
}
