// Package frame is what every page is made of: the base page, components, assets,
// words, dates and numbers, and how a typed value becomes a page.
//
// Vocabulary. A [Base] is what every page has: title, language, who has signed in,
// menu. A page is a file of templates and the type of its value, which embeds Base
// ([Declare]). A [Set] is the page files of one area of the site. A component
// (components.html, component.go) is a piece of a page with a type of its own, whose
// texts are in the page's language already.
//
// Invariants: a template file that no page declares, and one that does not parse,
// stop the start; a page is rendered to memory and then sent, so that an error never
// leaves half a page; there is no script or style in a page's text, and assets lie
// under a hash of their content; nothing is fetched from elsewhere; a guest gets no
// cookie.
package frame
