// Package sitetest is the service and a browser for tests of pages: real accounts,
// catalogue, needs, matcher and jobs on a store of their own, and a client that keeps
// cookies and sends forms as a browser does.
//
// Vocabulary. A [Site] is the service with the areas that a test mounts. Who somebody
// is stands in a word: a role of package access ("product_editor"), with "other "
// before it for somebody of the second organisation on that side. A [Browser] is
// somebody's, or a guest's.
package sitetest
