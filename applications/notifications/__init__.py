"""The mails of prescriptions: filed (`received`) and moved from stage to stage (`moved`)."""
