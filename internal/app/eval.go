package app

import "errors"

type benchCommand struct{}
func (c *benchCommand) Run(r *run) error { return errors.New("x") }
