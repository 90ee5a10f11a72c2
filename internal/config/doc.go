// Package config is what the service is told: one struct, filled from flags,
// environment, a file and defaults, in this order of precedence.
//
// A setting is named three times in its field's tags: as a flag (--smtp-host), as a
// variable (MATCHARENAN_SMTP_HOST) and, by its path, in the JSON file
// ({"smtp": {"host": …}}). The tags are those of the command line parser, which
// reads the flags; what the environment and the file say it asks of a [Source]. A
// secret may stand in a file of its own, whose name is given in its place
// (MATCHARENAN_SMTP_PASSWORD_FILE).
//
// Invariants: an unknown member of the file is an error; [Config.Check] finds
// everything that is wrong at once, each with the setting's name; secrets are never
// printed ([Config.Print]).
package config
