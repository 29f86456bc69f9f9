//! A scaled database, the portal on it, and the bare page on it.

use super::client::Client;
use crate::{Result, process, workspace::Workspace};
use std::{
    fs,
    net::{Ipv4Addr, SocketAddr, TcpListener},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio, id},
    thread,
    time::{Duration, Instant},
};

pub enum Engine {
    Sqlite,
    /// A server where databases can be created.
    Postgres(String),
}

pub struct Scaled {
    pub engine: &'static str,
    pub items: u64,
    folder: PathBuf,
    /// Of the server, and of our own database there.
    postgres: Option<(String, String)>,
    portal: PathBuf,
    bare: PathBuf,
    sign_ins: serde_json::Value,
}

impl Scaled {
    pub fn make(workspace: &Workspace, engine: &Engine, items: u64) -> Result<Self> {
        let folder = std::env::temp_dir().join(format!("portal-bench-{}-{items}", id()));
        fs::create_dir_all(&folder)?;
        let portal = workspace.binary("measured");
        let bare = portal.with_file_name("examples").join(format!("bare{}", std::env::consts::EXE_SUFFIX));
        let mut scaled =
            Scaled { engine: "SQLite", items, folder, postgres: None, portal, bare, sign_ins: serde_json::Value::Null };
        if let Engine::Postgres(server) = engine {
            let name = format!("portal_bench_{}_{items}", id());
            process::output(Command::new(&scaled.bare).args(["database", "create", server, &name]))?;
            let own = server.rsplit_once('/').map_or_else(|| server.clone(), |(server, _)| format!("{server}/{name}"));
            scaled.engine = "PostgreSQL";
            scaled.postgres = Some((server.clone(), own));
        }
        let begun = Instant::now();
        let mut demo = scaled.command();
        demo.args(["demo", "--json", "--scale", &items.to_string()]);
        scaled.sign_ins = serde_json::from_str(&process::output(&mut demo)?)?;
        println!("  {}: made in {:.1?}", scaled.name(), begun.elapsed());
        Ok(scaled)
    }

    /// `SQLite 100,000`
    pub fn name(&self) -> String {
        format!("{} {}", self.engine, super::figures::thousands(self.items))
    }

    fn command(&self) -> Command {
        let mut command = Command::new(&self.portal);
        command.arg("--data").arg(&self.folder).env("PORTAL_LOG", "error");
        if let Some((_, own)) = &self.postgres {
            command.args(["--database-url", own]);
        }
        command
    }

    /// The portal as people run it.
    pub fn serve(&self) -> Result<Running> {
        self.serve_with("error")
    }

    /// The portal with a log of every statement, for counting and not for timing.
    pub fn serve_aloud(&self) -> Result<Running> {
        self.serve_with("error,sqlx::query=debug")
    }

    fn serve_with(&self, log: &str) -> Result<Running> {
        let address = free_address()?;
        let mut serve = self.command();
        serve.env("PORTAL_LOG", log).env("PORTAL_LOG_FORMAT", "json").args(["serve", "--listen", &address.to_string()]);
        Running::start(serve, address, &self.folder.join("log"), "/healthz")
    }

    pub fn bare(&self) -> Result<Running> {
        let address = free_address()?;
        let mut bare = Command::new(&self.bare);
        bare.arg(address.to_string());
        match &self.postgres {
            Some((_, own)) => bare.args(["postgres", own]),
            None => bare.arg("sqlite").arg(self.folder.join("portal.db")).arg(self.folder.join("bare.db")),
        };
        Running::start(bare, address, &self.folder.join("bare.log"), "/")
    }

    /// A client that has signed in through the page of the portal.
    pub fn signed_in(&self, running: &Running, login: &str) -> Result<Client> {
        let people = self.sign_ins.as_array().ok_or("`portal demo --json` printed no list")?;
        let person = people.iter().find(|person| person["login"] == login).ok_or(format!("no sign-in {login}"))?;
        let field = |name: &str| (name.to_owned(), person[name].as_str().unwrap_or_default().to_owned());
        let form = [field("login"), field("password")];
        let reply = Client::new(running.address, "").post("/sign-in", "/api/sign_in", &form)?;
        if reply.status != 303 || reply.cookies.is_empty() {
            return Err(format!("signing in as {login} was answered with {}", reply.status).into());
        }
        Ok(Client::new(running.address, &reply.cookies.join("; ")))
    }
}

impl Drop for Scaled {
    fn drop(&mut self) {
        // An error here must not hide the one that we may be leaving with.
        if let Some((server, own)) = &self.postgres {
            let name = own.rsplit('/').next().unwrap_or_default();
            let _ = process::output(Command::new(&self.bare).args(["database", "drop", server, name]));
        }
        let _ = fs::remove_dir_all(&self.folder);
    }
}

fn free_address() -> Result<SocketAddr> {
    Ok(SocketAddr::from((Ipv4Addr::LOCALHOST, TcpListener::bind("127.0.0.1:0")?.local_addr()?.port())))
}

/// A server that ends with this value.
pub struct Running {
    process: Child,
    pub address: SocketAddr,
    pub log: PathBuf,
}

impl Running {
    fn start(mut command: Command, address: SocketAddr, log: &Path, probe: &str) -> Result<Self> {
        let told = fs::File::create(log)?;
        let process = command.stdout(Stdio::null()).stderr(told).spawn()?;
        let running = Running { process, address, log: log.to_owned() };
        let patience = Instant::now() + Duration::from_secs(60);
        while Instant::now() < patience {
            if Client::new(address, "").get(probe).is_ok_and(|reply| reply.status == 200) {
                return Ok(running);
            }
            thread::sleep(Duration::from_millis(50));
        }
        Err(format!("the server did not answer {probe}:\n{}", fs::read_to_string(log).unwrap_or_default()).into())
    }

    /// From now on the most that it had is counted anew: a password that was checked took 64 MB. Linux alone can forget.
    pub fn forget_peak(&self) {
        let _ = fs::write(format!("/proc/{}/clear_refs", self.process.id()), "5");
    }

    /// Megabytes that it has now, and that it had at most. `None` where the system does not say.
    pub fn memory(&self) -> Option<(u64, u64)> {
        let status = fs::read_to_string(format!("/proc/{}/status", self.process.id())).ok()?;
        let of = |name: &str| {
            let line = status.lines().find(|line| line.starts_with(name))?;
            Some(line.split_whitespace().nth(1)?.parse::<u64>().ok()? / 1_024)
        };
        Some((of("VmRSS:")?, of("VmHWM:")?))
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
