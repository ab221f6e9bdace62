//! Serves the kit on its own: `cargo run -p web --example kit` and open `/kit`.

use axum::Router;
use web::kit;

#[tokio::main]
async fn main() -> std::io::Result<()> {
    let port = std::env::args().nth(1).and_then(|port| port.parse().ok()).unwrap_or(8099_u16);
    let listener = tokio::net::TcpListener::bind(("127.0.0.1", port)).await?;
    let routes: Router = kit::dress(kit::routes());
    axum::serve(listener, routes).await
}
