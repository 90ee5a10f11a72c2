// Package form is the questions about a product or a need: it turns the value into
// the fields of a form, and what was posted back into the value.
//
// Vocabulary. A [Form] knows the questions of one type, in the order of its table
// (members.go). A question is about one member, by its path in JSON, which is also the
// name of its field and how problems name it; it belongs to a theme, a part of the form
// with a heading. A table of questions is a member that is a list of objects: its rows
// are named statements[0].text and so on.
//
// Use. A page shows a value with [Form.Themes] over [Form.Values], and takes what was
// posted with [Form.Read]. Read changes a copy of the stored value and only the members
// of the themes that the page had, so that a page with one theme leaves the rest alone.
// What cannot be read (words where a number should be) is a problem, and the member
// keeps its stored value; the page is shown again over the posted values, which hold
// what was typed. Everything else, such as a text that is too long, is for the checker
// of the domain, whose problems [Form.Word] puts into words with the names of members.
// The buttons [More] and [Less] add and remove rows without a script: after Read, a
// page with More is shown again with [Shown.More] set to what [MoreOf] says.
//
// Words. Keys follow the data: form.member.<path> names a member, form.hint.<path>
// explains it, form.value.<vocabulary>.<value> names a value and form.theme.<theme> a
// theme. A key with the form's name before the path goes first, where a member of the
// same path means another thing there: form.member.need.description. The functions and
// types of products have their names in the thesaurus. [Label] and [Form.ValueLabel]
// give names to other pages.
//
// Invariants: what a page shows and nobody changes is not changed, to the order of a
// list and whether an empty one is unknown or none; members without a question stay as
// they are; the value that was given to Read is not written to.
package form
