CREATE INDEX field_message_said ON field_message (person, form, at);
