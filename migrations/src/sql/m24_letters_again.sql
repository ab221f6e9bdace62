-- The address a refused letter is offered to instead, since somebody mended it; what it was written to stays.
ALTER TABLE letter ADD COLUMN mended_email text;
