// Package schema knows what the members of an interchange format are, from the
// Go types that hold them: their JSON names, their kinds and their rules.
// Readers, spreadsheets and the published JSON Schemas all ask here, so that a
// member is declared once.
//
// A member's name is the json tag; a field without one, or with "-", is no
// member. Its rules are the validate tag. A type that is written in JSON as
// something else than its Go kind says so by the method SchemaKind.
//
// Invariant: a member whose rules do not say required may be null, which means
// the same as absent: unknown.
package schema
