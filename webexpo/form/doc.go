// Package form is the questions about a product or a need.
//
// Its words are those of every page that speaks of members and their values. Keys
// follow the data: form.member.<path> names a member, form.hint.<path> explains it,
// form.value.<vocabulary>.<value> names a value. The functions and types of products
// have their names in the thesaurus.
package form
