//! An S3-compatible server of the tests: a kept implementation of the protocol over a folder. It checks
//! signatures.

use attachments::{BucketKeys, Place};
use hyper_util::{
    rt::{TokioExecutor, TokioIo},
    server::conn::auto::Builder,
};
use s3s::{auth::SimpleAuth, service::S3ServiceBuilder};
use s3s_fs::FileSystem;
use std::path::PathBuf;
use tokio::{
    net::TcpListener,
    task::{JoinHandle, JoinSet},
};

/// The bucket that is there from the beginning.
pub const BUCKET: &str = "fordel";

/// A server with one bucket, until it is dropped.
pub struct BucketServer {
    /// Its address, without the bucket.
    pub endpoint: String,
    root: tempfile::TempDir,
    serving: JoinHandle<()>,
}

impl BucketServer {
    pub async fn start() -> BucketServer {
        let root = tempfile::tempdir().expect("a folder");
        std::fs::create_dir(root.path().join(BUCKET)).expect("a bucket");
        let mut service = S3ServiceBuilder::new(FileSystem::new(root.path()).expect("its folder"));
        service.set_auth(SimpleAuth::from_single("tests", "hemmelig"));
        let service = service.build();
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let endpoint = format!("http://{}", listener.local_addr().expect("an address"));
        let serving = tokio::spawn(async move {
            // With the server go the lines that clients keep for their next requests.
            let mut lines = JoinSet::new();
            while let Ok((line, _)) = listener.accept().await {
                let http = Builder::new(TokioExecutor::new());
                let answered = http.serve_connection(TokioIo::new(line), service.clone());
                // A client that hangs up is its own concern.
                lines.spawn(answered.into_owned());
            }
        });
        BucketServer { endpoint, root, serving }
    }
    /// The address of the bucket, as a setting says it.
    pub fn url(&self) -> String {
        format!("s3://{BUCKET}/en/mappe?endpoint={}&region=eu-north-1", self.endpoint)
    }
    pub fn keys() -> BucketKeys {
        BucketKeys { id: "tests".into(), secret: "hemmelig".into(), session: None }
    }
    pub fn place(&self) -> Place {
        Place::bucket(&self.url(), &BucketServer::keys()).expect("a bucket")
    }
    /// Where the server keeps what has this key.
    pub fn path_of(&self, key: &str) -> PathBuf {
        self.root.path().join(BUCKET).join("en/mappe").join(key)
    }
    /// Nobody answers at its address any more.
    pub async fn goes_away(&mut self) {
        self.serving.abort();
        let _ = (&mut self.serving).await;
    }
}

impl Drop for BucketServer {
    fn drop(&mut self) {
        self.serving.abort();
    }
}
