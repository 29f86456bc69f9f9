//! A PostgreSQL server for the tests: the one that PORTAL_TEST_POSTGRES_URL names, or a private one that lives as long
//! as this process.

use crate::{Result, process, tools};
use std::{
    env, fs,
    net::TcpListener,
    path::{Path, PathBuf},
    process::{Child, ChildStdin, Command, Stdio, id},
    thread,
    time::{Duration, Instant},
};

pub const URL: &str = "PORTAL_TEST_POSTGRES_URL";
pub const HOW_TO_GET: &str = "No PostgreSQL: install it (Debian: apt-get install postgresql; macOS: brew install postgresql) \
                              or set PORTAL_TEST_POSTGRES_URL to a server where databases can be created.";

pub enum Server {
    Given(String),
    Private(Cluster),
    Missing,
}

impl Server {
    pub fn url(&self) -> Option<&str> {
        match self {
            Self::Given(url) => Some(url),
            Self::Private(cluster) => Some(&cluster.url),
            Self::Missing => None,
        }
    }
}

pub fn provide() -> Result<Server> {
    start(&WITHOUT_CRASHES)
}

/// A server that writes to the disk before it answers: for measuring.
pub fn provide_durable() -> Result<Server> {
    start(&[])
}

/// The data die with the tests: nothing has to survive a crash.
const WITHOUT_CRASHES: [&str; 3] = ["fsync=off", "synchronous_commit=off", "full_page_writes=off"];

fn start(settings: &[&str]) -> Result<Server> {
    if let Ok(url) = env::var(URL).map(|url| url.trim().to_owned())
        && !url.is_empty()
    {
        return Ok(Server::Given(url));
    }
    let programs = match find_programs() {
        None if tools::apt_install(&["postgresql"])? => find_programs(),
        found => found,
    };
    match programs {
        Some(programs) => Cluster::start(&programs, settings).map(Server::Private),
        None => Ok(Server::Missing),
    }
}

/// The folder with `initdb` and `postgres`; the newest version where there are several.
fn find_programs() -> Option<PathBuf> {
    let mut folders = Vec::new();
    if let Ok(folder) = process::output(Command::new("pg_config").arg("--bindir")) {
        folders.push(PathBuf::from(folder.trim()));
    }
    for (parent, prefix) in
        [("/usr/lib/postgresql", ""), ("/opt/homebrew/opt", "postgresql"), ("/usr/local/opt", "postgresql")]
    {
        let mut versions: Vec<PathBuf> = fs::read_dir(parent)
            .into_iter()
            .flatten()
            .flatten()
            .filter(|entry| entry.file_name().to_string_lossy().starts_with(prefix))
            .map(|entry| entry.path().join("bin"))
            .collect();
        versions.sort();
        folders.extend(versions.into_iter().rev());
    }
    folders.extend(tools::find(&["initdb"], &[]).and_then(|file| Some(file.parent()?.to_owned())));
    folders.into_iter().find(|folder| folder.join("initdb").is_file() && folder.join("postgres").is_file())
}

pub struct Cluster {
    url: String,
    folder: PathBuf,
    keeper: Child,
    /// Held open: see `KEEPER`.
    lifeline: Option<ChildStdin>,
}

/// Ends the server and removes its folder when our end of the pipe closes. That happens however we end: a normal
/// return, an error, Ctrl-C or a kill that runs no destructor.
const KEEPER: &str = r#"
trap '' INT
folder=$1; shift
"$@" </dev/null >"$folder/log" 2>&1 &
server=$!
cat >/dev/null
kill -INT "$server"
wait "$server"
cd / && rm -rf "$folder"
"#;

impl Cluster {
    fn start(programs: &Path, settings: &[&str]) -> Result<Self> {
        let start = Instant::now();
        let folder = env::temp_dir().join(format!("portal-postgres-{}", id()));
        fs::create_dir(&folder).map_err(|error| format!("cannot create {}: {error}", folder.display()))?;
        if tools::is_root() {
            process::run(Command::new("chown").arg("postgres").arg(&folder))?;
        }
        let data = folder.join("data");
        let mut initdb = unprivileged(&folder, &programs.join("initdb"));
        initdb.arg("-D").arg(&data).args([
            "-U",
            "postgres",
            "--auth=trust",
            "--encoding=UTF8",
            "--locale=C",
            "--no-sync",
        ]);
        process::output(&mut initdb)?;

        let port = TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
        let mut keeper = unprivileged(&folder, Path::new("sh"));
        keeper.args(["-c", KEEPER, "keeper"]).arg(&folder).arg(programs.join("postgres")).arg("-D").arg(&data);
        keeper.arg("-k").arg(&folder).args(["-p", &port.to_string()]);
        for setting in ["listen_addresses=127.0.0.1", "max_connections=300"].iter().chain(settings) {
            keeper.args(["-c", setting]);
        }
        let mut keeper = keeper.stdin(Stdio::piped()).spawn()?;
        let lifeline = keeper.stdin.take();
        let cluster = Self { url: format!("postgres://postgres@127.0.0.1:{port}/postgres"), folder, keeper, lifeline };
        cluster.wait_until_ready(programs, port)?;
        println!("  a private PostgreSQL runs on port {port} (ready in {:.1?})", start.elapsed());
        Ok(cluster)
    }

    fn wait_until_ready(&self, programs: &Path, port: u16) -> Result<()> {
        let mut ask = Command::new(programs.join("pg_isready"));
        ask.args(["-q", "-h", "127.0.0.1", "-p", &port.to_string(), "-d", "postgres", "-U", "postgres"]);
        let patience = Instant::now() + Duration::from_secs(60);
        while Instant::now() < patience {
            if ask.status()?.success() {
                return Ok(());
            }
            thread::sleep(Duration::from_millis(100));
        }
        let log = fs::read_to_string(self.folder.join("log")).unwrap_or_default();
        Err(format!("the private PostgreSQL did not start:\n{log}").into())
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        drop(self.lifeline.take());
        // Nothing more can be done about an error here, and the tests' result must not hang on it.
        let _ = self.keeper.wait();
    }
}

/// PostgreSQL refuses to run as root.
fn unprivileged(folder: &Path, program: &Path) -> Command {
    let mut command = if tools::is_root() {
        let mut command = Command::new("runuser");
        command.args(["-u", "postgres", "--"]).arg(program);
        command
    } else {
        Command::new(program)
    };
    command.current_dir(folder);
    command
}
