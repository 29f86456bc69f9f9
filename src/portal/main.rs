//! The binary: everything that is done with the portal from a command line.

mod commands;
mod demo_act;
mod serve;
mod verify_act;

use std::process::ExitCode;

use clap::Parser;
use commands::{Command, Options};
use web::Config;

/// Donor programme and equipment-tracking portal.
#[derive(Parser)]
#[command(name = "portal", version, disable_help_subcommand = true, arg_required_else_help = true)]
struct Arguments {
    /// Print every setting with its default and meaning, and leave
    #[arg(long)]
    print_config: bool,
    /// A TOML file with settings; PORTAL_* in the environment wins over it
    #[arg(long, global = true, env = "PORTAL_CONFIG")]
    config: Option<std::path::PathBuf>,
    #[command(flatten)]
    options: Options,
    #[command(subcommand)]
    command: Option<Command>,
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    // A child that reads a spreadsheet or a photo has no use for settings, a log or threads, whose stacks would count as its memory.
    if matches!(arguments.command, Some(Command::Worker)) {
        return match documents::confined::child::run(std::io::stdin().lock(), std::io::stdout().lock()) {
            Ok(()) => ExitCode::SUCCESS,
            Err(_) => ExitCode::FAILURE,
        };
    }
    match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime.block_on(run(arguments)),
        Err(error) => {
            eprintln!("portal: {error}");
            ExitCode::FAILURE
        }
    }
}

async fn run(arguments: Arguments) -> ExitCode {
    if arguments.print_config {
        print!("{}", Config::print());
        return ExitCode::SUCCESS;
    }
    let done = match read_config(&arguments) {
        Ok(config) => commands::run(arguments.command, config).await,
        Err(words) => Err(words),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(words) => {
            eprintln!("portal: {words}");
            ExitCode::FAILURE
        }
    }
}

fn read_config(arguments: &Arguments) -> Result<Config, String> {
    let file = match &arguments.config {
        Some(path) => std::fs::read_to_string(path).map_err(|e| format!("{}: {e}", path.display()))?,
        None => String::new(),
    };
    let mut config = Config::read(&file, std::env::vars())?;
    let options = &arguments.options;
    if let Some(data) = &options.data {
        config.data.clone_from(data);
    }
    if let Some(listen) = options.listen {
        config.listen = listen;
    }
    if let Some(url) = &options.database_url {
        config.database_url = Some(url.clone());
    }
    Ok(config)
}
