package app

import (
	"bufio"
	"io"
	"strings"

	"github.com/allagehub/matcharenan/internal/access"
	"github.com/allagehub/matcharenan/internal/accounts"
	"github.com/allagehub/matcharenan/internal/fault"
)

type userCommands struct {
	Add userAddCommand `cmd:"" help:"Add a person to an organisation, and make the organisation if need be."`
}

type userAddCommand struct {
	settings
	Email        string   `required:"" help:"Address, by which the person signs in."`
	Name         string   `help:"The person's name; wanted with --password-stdin."`
	Roles        []string `required:"" name:"role" help:"Role in the organisation; may stand several times."`
	Organisation string   `help:"ID of an organisation that there is." xor:"organisation" required:""`
	NewName      string   `name:"new-organisation" help:"Name of an organisation to make." xor:"organisation" required:""`
	Side         string   `help:"Side of an organisation to make: company, municipality or hub." enum:"company,municipality,hub" default:"hub"`
	Country      string   `help:"Country of an organisation to make." default:"SE"`
	Password     bool     `name:"password-stdin" help:"Read the password from standard input, a line; else the link of an invitation is printed."`
}

// Run adds a person and says what to do next.
func (c *userAddCommand) Run(r *run) error {
	person := accounts.NewPerson{
		Email: c.Email, Name: c.Name, Language: r.printer.Language, Organisation: c.Organisation,
		Side: access.Side(c.Side), Profile: accounts.Profile{Name: c.NewName, Country: c.Country},
	}
	for _, role := range c.Roles {
		person.Roles = append(person.Roles, access.Role(role))
	}
	if c.Password {
		line, err := bufio.NewReader(io.LimitReader(r.Stdin, 4096)).ReadString('\n')
		if err != nil && line == "" {
			return fault.New(fault.Invalid, "user.noPassword", nil).Because(err)
		}
		person.Password = strings.TrimRight(line, "\r\n")
	}
	return r.withService(&c.settings, func(s *service) error {
		added, err := s.accounts.AddPerson(r.ctx, operator("user add"), person)
		if err != nil {
			return err
		}
		key, args := "user.added", fault.Args{"email": c.Email, "organisation": added.Organisation.Name, "link": added.Link}
		if added.Link != "" {
			key = "user.invited"
		}
		_, err = io.WriteString(r.Stdout, r.printer.Text(key, args)+"\n")
		return err
	})
}
