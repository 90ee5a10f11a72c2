package lifecycle

import (
	"fmt"
	"slices"

	"github.com/allagehub/matcharenan/internal/access"
)

// State is where the working copy of a document stands.
type State string

// The states that all kinds have. A kind may have more.
const (
	Gone      State = "" // before it is made and after it is deleted
	Draft     State = "draft"
	Submitted State = "submitted"
	Published State = "published"
	Withdrawn State = "withdrawn"
)

// Action is something that is done with a document.
type Action string

// The actions that all kinds have. A kind may have more.
const (
	Create   Action = "create"
	Save     Action = "save"   // changes the working copy
	Submit   Action = "submit" // asks for review
	Recall   Action = "recall" // takes what was submitted back
	Return   Action = "return" // gives what was submitted back, with a message
	Publish  Action = "publish"
	Withdraw Action = "withdraw" // takes it from the public
	Delete   Action = "delete"   // of what was never published
)

// Step is a line of a table. An empty permission is for the service alone.
type Step struct {
	From       State
	Action     Action
	Permission access.Permission
	To         State
}

// Table holds all steps of a kind. What is not in it cannot be done.
type Table []Step

// Basic returns the steps that all kinds have: a draft is submitted, and published
// or returned by whoever reviews; what is published can be changed, which makes a
// new draft beside the published version.
func Basic(write, review access.Permission) Table {
	return Table{
		{Gone, Create, write, Draft},

		{Draft, Save, write, Draft},
		{Published, Save, write, Draft},
		{Withdrawn, Save, write, Draft},

		{Draft, Submit, write, Submitted},
		{Withdrawn, Submit, write, Submitted},

		{Submitted, Recall, write, Draft},
		{Submitted, Return, review, Draft},
		{Submitted, Publish, review, Published},

		{Draft, Withdraw, write, Withdrawn},
		{Submitted, Withdraw, write, Withdrawn},
		{Published, Withdraw, write, Withdrawn},

		{Draft, Delete, write, Gone},
	}
}

// Step returns the step of the action in the state, and whether there is one.
func (t Table) Step(from State, a Action) (Step, bool) {
	for _, s := range t {
		if s.From == from && s.Action == a {
			return s, true
		}
	}
	return Step{}, false
}

// Permission returns what the action needs, in whatever state, and whether the
// table has the action.
func (t Table) Permission(a Action) (access.Permission, bool) {
	for _, s := range t {
		if s.Action == a {
			return s.Permission, true
		}
	}
	return "", false
}

// States returns the states that the table names, [Gone] among them.
func (t Table) States() []State {
	var states []State
	for _, s := range t {
		states = append(states, s.From, s.To)
	}
	slices.Sort(states)
	return slices.Compact(states)
}

// Actions returns the actions of the table.
func (t Table) Actions() []Action {
	var actions []Action
	for _, s := range t {
		actions = append(actions, s.Action)
	}
	slices.Sort(actions)
	return slices.Compact(actions)
}

// Check returns an error if a state has two steps of one action, or if an action
// needs different permissions in different states, which would tell the state to
// those who may not know it.
func (t Table) Check() error {
	for i, s := range t {
		if first, _ := t.Permission(s.Action); first != s.Permission {
			return fmt.Errorf("action %s needs both %q and %q", s.Action, first, s.Permission)
		}
		for _, other := range t[:i] {
			if other.From == s.From && other.Action == s.Action {
				return fmt.Errorf("state %q has two steps of action %s", s.From, s.Action)
			}
		}
	}
	return nil
}
