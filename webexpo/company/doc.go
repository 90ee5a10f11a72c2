// Package company is a company's desk: its listings with what waits for it, the editor
// of a listing, imports, and the mirror that shows which needs its products fit.
//
// Vocabulary. The company is the organisation whose desk is shown; who belongs to
// several chooses by the parameter foretag, and the hub's people may look too. An
// entry is a listing in the table. The head of a listing is what all its pages have:
// name, state, tabs. A step is something that can be done with a listing in its state.
// A member is a part of a product by its path, as in price.perMonthSEK, and its words
// are what people read instead of the path and the value. The form of a listing has
// themes, one on each page; a judgement is how much of what matching looks at the listing
// tells. The mirror shows a company's products against the published needs; the
// reflection of a product has its fits, and its stops: rules that it breaks, with the
// needs that each costs.
//
// Invariants: which steps are offered follows from the table of the catalogue, and the
// catalogue decides again; what would be lost is asked about on a page of its own; a
// change names the version that was seen, and when somebody else was faster both are
// shown; nothing here is for the public, so no cache keeps it.
package company
