-- Who decides appeals against the decisions of a scheme, by name. Schemes of before do not say it.
ALTER TABLE scheme ADD COLUMN appeal_body text CONSTRAINT scheme_appeal_body_where_appealable CHECK (appeal_body IS NULL OR (appealable AND trim(appeal_body) <> ''));
