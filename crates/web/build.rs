//! The texts are read when the crate is compiled, so a new text file must make it compile again.

fn main() {
    println!("cargo::rerun-if-changed=../../templates/pages");
    println!("cargo::rerun-if-changed=assets");
}
