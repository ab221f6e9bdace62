//! A shelf in a bucket of an S3-compatible object store.

use super::{Lying, Shelf, StoreError, aside, hash_of};
use futures::TryStreamExt;
use object_store::aws::{AmazonS3, AmazonS3Builder, Checksum};
use object_store::{
    BackoffConfig, Certificate, ClientOptions, ObjectStore, ObjectStoreExt, PutPayload,
    RetryConfig, path::Path as Key,
};
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

/// Who may read and write the bucket. Not to be shown.
#[derive(Clone, Default)]
pub struct BucketKeys {
    /// The id of the access key.
    pub id: String,
    /// The secret that goes with it.
    pub secret: String,
    /// A token, where keys are given out for a while.
    pub session: Option<String>,
}

impl fmt::Debug for BucketKeys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("BucketKeys").finish_non_exhaustive()
    }
}

/// Why an address is not one of a bucket.
#[derive(Debug, thiserror::Error)]
pub enum PlaceError {
    /// Not an address at all, or of something else.
    #[error(
        "it is not an address like s3://BUCKET/PREFIX?endpoint=https://HOST&region=REGION: {0}"
    )]
    Address(String),
    /// Nobody said who we are.
    #[error("it needs AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY")]
    Keys,
    /// The certificate cannot be read.
    #[error("the certificate «{path}» cannot be used: {why}")]
    Certificate {
        /// Where.
        path: String,
        /// Why not.
        why: String,
    },
}

/// A bucket, and under which prefix the shelves stand. An object is there under its name when all of it
/// has arrived, and the store is told its hash, so that it refuses what was damaged on the way.
#[derive(Debug, Clone)]
pub(super) struct Bucket {
    objects: Arc<AmazonS3>,
    prefix: Key,
}

impl Bucket {
    pub(super) fn from_url(url: &str, keys: &BucketKeys) -> Result<Bucket, PlaceError> {
        let address = |why: &str| PlaceError::Address(why.to_owned());
        // An address that does not parse may carry what is not to be shown.
        let parsed = url::Url::parse(url).map_err(|_| address("it does not parse"))?;
        let name = parsed.host_str().filter(|name| !name.is_empty());
        let name = name.ok_or_else(|| address("the bucket is missing"))?;
        if parsed.scheme() != "s3" || !parsed.username().is_empty() || parsed.port().is_some() {
            return Err(address("it begins with s3://BUCKET and names nobody"));
        }
        if keys.id.is_empty() || keys.secret.is_empty() {
            return Err(PlaceError::Keys);
        }
        let prefix = Key::from_url_path(parsed.path()).map_err(|why| address(&why.to_string()))?;
        // A failed request is repeated a little, and then the work that needed it is: nobody waits here
        // for a store that is away.
        let retry = RetryConfig {
            backoff: BackoffConfig::default(),
            max_retries: 2,
            retry_timeout: Duration::from_secs(15),
        };
        let mut client = ClientOptions::new()
            .with_connect_timeout(Duration::from_secs(5))
            .with_timeout(Duration::from_secs(60));
        let mut builder = AmazonS3Builder::new()
            .with_bucket_name(name)
            .with_region("us-east-1")
            .with_access_key_id(&keys.id)
            .with_secret_access_key(&keys.secret)
            .with_checksum_algorithm(Checksum::SHA256)
            .with_retry(retry);
        if let Some(session) = &keys.session {
            builder = builder.with_token(session);
        }
        for (word, value) in parsed.query_pairs() {
            match word.as_ref() {
                "region" => builder = builder.with_region(value),
                "endpoint" if value.starts_with("https://") => {
                    builder = builder.with_endpoint(value);
                }
                // In the clear: for a store on the same machine, and for tests.
                "endpoint" if value.starts_with("http://") => {
                    client = client.with_allow_http(true);
                    builder = builder.with_endpoint(value);
                }
                "endpoint" => return Err(address("an endpoint begins with https://")),
                "ca" => client = client.with_root_certificate(certificate(&value)?),
                other => return Err(address(&format!("nobody knows «{other}»"))),
            }
        }
        // The one cryptographic library of the house; it may stand there already.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let objects = builder.with_client_options(client).build();
        let objects = Arc::new(objects.map_err(|why| address(&why.to_string()))?);
        Ok(Bucket { objects, prefix })
    }

    pub(super) async fn put(&self, shelf: Shelf, bytes: Vec<u8>) -> Result<String, StoreError> {
        let (hash, bytes) = aside(move || Ok::<_, StoreError>((hash_of(&bytes), bytes))).await?;
        // Written also where it is: that costs what reading it would cost, and mends it.
        let key = self.key_of(shelf, &hash);
        self.objects.put(&key, PutPayload::from(bytes)).await.map_err(away)?;
        Ok(hash)
    }

    pub(super) async fn read(&self, shelf: Shelf, hash: String) -> Result<Vec<u8>, StoreError> {
        let bytes = match self.objects.get(&self.key_of(shelf, &hash)).await {
            Ok(found) => found.bytes().await.map_err(away)?,
            Err(object_store::Error::NotFound { .. }) => return Err(StoreError::Missing(hash)),
            Err(failed) => return Err(away(failed)),
        };
        aside(move || {
            if hash_of(&bytes) != hash {
                return Err(StoreError::Damaged(hash));
            }
            Ok(bytes.to_vec())
        })
        .await
    }

    pub(super) async fn length(&self, shelf: Shelf, hash: &str) -> Result<Option<u64>, StoreError> {
        match self.objects.head(&self.key_of(shelf, hash)).await {
            Ok(about) => Ok(Some(about.size)),
            Err(object_store::Error::NotFound { .. }) => Ok(None),
            Err(failed) => Err(away(failed)),
        }
    }

    pub(super) async fn remove(&self, shelf: Shelf, hash: &str) -> Result<(), StoreError> {
        match self.objects.delete(&self.key_of(shelf, hash)).await {
            Ok(()) | Err(object_store::Error::NotFound { .. }) => Ok(()),
            Err(failed) => Err(away(failed)),
        }
    }

    pub(super) async fn lying(&self, shelf: Shelf, number: u8) -> Result<Vec<Lying>, StoreError> {
        let folder = self.folder_of(shelf, &format!("{number:02x}"));
        let all: Vec<_> = self.objects.list(Some(&folder)).try_collect().await.map_err(away)?;
        let lying = all.into_iter().filter_map(|about| {
            let name = about.location.filename()?.to_owned();
            let hash = shelf.hash_in(&name);
            Some(Lying { name, hash, written_at: about.last_modified })
        });
        Ok(lying.collect())
    }

    fn folder_of(&self, shelf: Shelf, two_digits: &str) -> Key {
        self.prefix.clone().join(shelf.word()).join(two_digits)
    }

    fn key_of(&self, shelf: Shelf, hash: &str) -> Key {
        self.folder_of(shelf, hash.get(..2).unwrap_or_default()).join(shelf.name_of(hash))
    }
}

fn certificate(path: &str) -> Result<Certificate, PlaceError> {
    let failed = |why: String| PlaceError::Certificate { path: path.to_owned(), why };
    let pem = std::fs::read(path).map_err(|why| failed(why.to_string()))?;
    Certificate::from_pem(&pem).map_err(|why| failed(why.to_string()))
}

fn away(error: object_store::Error) -> StoreError {
    StoreError::Away { why: error.to_string().split_whitespace().collect::<Vec<_>>().join(" ") }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(url: &str) -> String {
        let keys = BucketKeys { id: "id".into(), secret: "hemmelig".into(), session: None };
        match Bucket::from_url(url, &keys) {
            Ok(bucket) => bucket.key_of(Shelf::Documents, &"ab".repeat(32)).to_string(),
            Err(why) => why.to_string(),
        }
    }

    #[tokio::test]
    async fn an_address_says_where_and_slips_are_told() {
        let hash = "ab".repeat(32);
        assert_eq!(told("s3://fordel"), format!("documents/ab/{hash}.pdf"));
        assert_eq!(
            told("s3://fordel/en/mappe/?endpoint=https://s3.example&region=eu-north-1"),
            format!("en/mappe/documents/ab/{hash}.pdf")
        );
        for (slip, says) in [
            ("fordel", "it does not parse"),
            ("https://fordel", "begins with s3://"),
            ("s3://hemmelig:id@fordel", "names nobody"),
            ("s3:///x", "the bucket is missing"),
            ("s3://fordel?endpoint=s3.example", "begins with https://"),
            ("s3://fordel?regoin=x", "nobody knows «regoin»"),
            ("s3://fordel?ca=/nowhere", "«/nowhere» cannot be used"),
        ] {
            let told = told(slip);
            assert!(told.contains(says) && !told.contains("hemmelig"), "{slip}: {told}");
        }
        let nobody = Bucket::from_url("s3://fordel", &BucketKeys::default());
        assert!(matches!(nobody, Err(PlaceError::Keys)));
    }
}
