package app

import "errors"

type evalCommands struct {
	Text  evalText  `cmd:"" help:"Text retrieval alone: our scoring beside bleve's own analyzer, as one JSON object."`
	Match evalMatch `cmd:"" help:"Matching against graded judgements, as one JSON object."`
}
type evalText struct{}
func (c *evalText) Run(r *run) error { return errors.New("x") }
type evalMatch struct{}
func (c *evalMatch) Run(r *run) error { return errors.New("x") }
type benchCommand struct{}
func (c *benchCommand) Run(r *run) error { return errors.New("x") }
