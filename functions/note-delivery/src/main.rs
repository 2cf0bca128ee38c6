//! The Lambda function of `note-delivery`.
fn main() -> Result<(), beian_kit::Error> {
    beian_kit::serve_event_job(note_delivery::note_delivery)
}
