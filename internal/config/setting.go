package config

import (
	"reflect"
	"slices"
	"strings"
)

// setting is one leaf of [Config].
type setting struct {
	flag   string   // without dashes
	env    string   // empty: the environment cannot say it
	path   []string // of members in the file
	secret bool
	field  reflect.Value
}

// settings lists the leaves of a pointer to a Config or part of it, in their order.
func settings(c *Config) []setting {
	return leaves(reflect.ValueOf(c).Elem(), "", nil)
}

func leaves(v reflect.Value, prefix string, path []string) (all []setting) {
	for i := range v.NumField() {
		f := v.Type().Field(i)
		member, _, _ := strings.Cut(f.Tag.Get("json"), ",")
		to := slices.Concat(path, []string{member})
		if _, embedded := f.Tag.Lookup("embed"); embedded {
			all = append(all, leaves(v.Field(i), prefix+f.Tag.Get("prefix"), to)...)
			continue
		}
		_, secret := f.Tag.Lookup("secret")
		all = append(all, setting{
			flag: prefix + f.Tag.Get("name"), env: f.Tag.Get("env"), path: to, secret: secret, field: v.Field(i),
		})
	}
	return all
}
