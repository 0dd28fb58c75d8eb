package system

import (
	"fmt"
	"slices"
	"strings"

	"anlan/internal/base/fail"
	"anlan/internal/base/httpapi"
)

// Check refuses modules that do not agree with themselves or each other: an operation, page or procedure with an
// undeclared permission, a permission that nothing uses or no role holds, an unknown role, a name outside the system's
// own prefix, a path or handler twice, values of a form that no operation lists. The error lists every fault and is Internal: it is ours, found at start.
func Check(modules ...Module) error {
	c := checker{declared: map[string]string{}, used: map[string]bool{}, paths: map[string]bool{}, handlers: map[string]bool{}, lists: map[string]bool{}, parts: map[string]bool{}}
	for _, m := range modules {
		for _, p := range m.Permissions {
			c.permission(m, p)
		}
		for _, o := range m.Operations {
			c.lists[o.Method+" "+o.Path] = true
		}
	}
	for _, m := range modules {
		c.module(m)
	}
	for p, m := range c.declared {
		if !c.used[p] {
			c.say("%s: the permission %s is not used", m, p)
		}
	}
	if len(c.faults) == 0 {
		return nil
	}
	slices.Sort(c.faults)
	return fail.Internal("system.check", "系统声明不一致", strings.Join(c.faults, "; "))
}

type checker struct {
	declared map[string]string
	used     map[string]bool
	paths    map[string]bool
	handlers map[string]bool
	lists    map[string]bool // operations of all systems
	parts    map[string]bool
	faults   []string
}

func (c *checker) say(format string, a ...any) {
	c.faults = append(c.faults, fmt.Sprintf(format, a...))
}

func (c *checker) permission(m Module, p Permission) {
	if c.declared[p.Name] != "" {
		c.say("%s: the permission %s is declared twice", m.Name, p.Name)
	}
	c.declared[p.Name] = m.Name
	if len(p.Roles) == 0 || p.Title.Zh == "" || p.Title.En == "" {
		c.say("%s: the permission %s has no role or title", m.Name, p.Name)
	}
	for _, r := range p.Roles {
		if _, ok := RoleTitles[r]; !ok {
			c.say("%s: the permission %s names the unknown role %s", m.Name, p.Name, r)
		}
	}
}

func (c *checker) use(m Module, where, p string) {
	if p == httpapi.Public || p == httpapi.SignedIn {
		return
	}
	if c.declared[p] == "" {
		c.say("%s: %s needs the undeclared permission %q", m.Name, where, p)
	}
	c.used[p] = true
}

func (c *checker) module(m Module) {
	if m.Title.Zh == "" || m.Title.En == "" {
		c.say("%s: no title", m.Name)
	}
	for _, f := range m.Finders {
		c.use(m, "finder "+f.Name, f.Permission)
		if !strings.HasPrefix(f.Name, m.Name+".") || f.Title.Zh == "" || f.Title.En == "" || f.Find == nil {
			c.say("%s: the finder %q is not of this system or not whole", m.Name, f.Name)
		}
	}
	for _, o := range m.Operations {
		key := o.Method + " " + o.Path
		if c.paths[key] {
			c.say("%s: %s is there twice", m.Name, key)
		}
		c.paths[key] = true
		if o.Permission == "" || o.Summary == "" {
			c.say("%s: %s has no permission or summary", m.Name, key)
		}
		c.use(m, key, o.Permission)
	}
	for _, d := range m.Procedures {
		if !strings.HasPrefix(d.Name, m.Name+".") {
			c.say("%s: the procedure %s has a foreign name", m.Name, d.Name)
		}
		c.use(m, d.Name, d.Read)
		c.use(m, d.Name, d.Open)
		if d.Answers != "" {
			c.use(m, d.Name, d.Answers)
		}
		for _, s := range d.Sources {
			if !c.lists["GET /"+s.Name] {
				c.say("%s: %s takes values from %s, which no operation lists", m.Name, d.Name, s.Name)
			}
		}
		for _, a := range d.Acts {
			if a.Who.Permission != "" {
				c.use(m, d.Name+"."+a.Name, a.Who.Permission)
			}
			for _, s := range a.Signs {
				if s.Who.Permission != "" {
					c.use(m, d.Name+"."+a.Name+"."+s.Name, s.Who.Permission)
				}
			}
		}
	}
	for _, t := range m.Emits {
		if !strings.HasPrefix(string(t), m.Name+".") {
			c.say("%s: the event %s has a foreign name", m.Name, t)
		}
	}
	for _, h := range m.Handles {
		if c.handlers[h.Name] || !strings.HasPrefix(h.Name, m.Name+".") {
			c.say("%s: the handler %s is there twice or has a foreign name", m.Name, h.Name)
		}
		c.handlers[h.Name] = true
	}
	for _, p := range m.Parts {
		if !strings.HasPrefix(p.Name, m.Name+".") || c.parts[p.Name] {
			c.say("%s: the part %s is there twice or has a foreign name", m.Name, p.Name)
		}
		if p.Title.Zh == "" || p.Title.En == "" || len(p.Kinds) == 0 || p.Read == nil {
			c.say("%s: the part %s is not whole", m.Name, p.Name)
		}
		c.parts[p.Name] = true
		c.use(m, "part "+p.Name, p.Permission)
	}
	for _, p := range m.Pages {
		if p.Title.Zh == "" || p.Title.En == "" || p.Workspace == "" {
			c.say("%s: the page %s has no title or workspace", m.Name, p.Path)
		}
		c.use(m, "page "+p.Path, p.Permission)
	}
}
