package discretion

import "strings"

// personsMark stands behind the id of an item when it is not the unit that is punished but a person responsible in it.
const personsMark = "-p"

// ForPersons is the item for the persons who are directly responsible (直接负责的主管人员和其他直接责任人员): each of them is punished
// in a case of their own, by the fines that the law has for persons, measured as the unit's violation is. ok is false when
// the law fines no person beside the unit.
func (it Item) ForPersons() (Item, bool) {
	if it.On == "person" || it.First.Persons == nil && (it.Overdue == nil || it.Overdue.Persons == nil) {
		return Item{}, false
	}
	only := func(f Fines) Fines { return Fines{Party: f.Persons} }
	out := it
	out.ID, out.Title, out.On = it.ID+personsMark, it.Title+"（直接负责的主管人员和其他直接责任人员）", "person"
	out.First = only(it.First)
	if it.Overdue != nil {
		o := only(*it.Overdue)
		out.Overdue = &o
	}
	out.Grades = make([]Grade, len(it.Grades))
	for i, g := range it.Grades {
		g.First, g.Overdue = only(g.First), only(g.Overdue)
		out.Grades[i] = g
	}
	return out, true
}

// OfUnit is the id of the item by which the unit is punished, and whether the id was that of an item for persons.
func OfUnit(id string) (unit string, persons bool) { return strings.CutSuffix(id, personsMark) }

// All are the items, each followed by the one for the persons responsible where there is one.
func (c *Catalogue) All() []Item {
	out := make([]Item, 0, 2*len(c.Items))
	for _, it := range c.Items {
		out = append(out, it)
		if p, ok := it.ForPersons(); ok {
			out = append(out, p)
		}
	}
	return out
}
