package city

import (
	"encoding/json"

	"anlan/internal/engine/duty"
)

// waters appoints the leader of each river (包河流领导) and who answers for each stretch of one, as the register names them.
func (m *dutyMaker) waters() {
	for _, o := range others {
		if o.kind != "river" && o.kind != "river-section" {
			continue
		}
		for e := range m.walkOf(o) {
			var says struct {
				Leader string `json:"leader"`
				Post   string `json:"post"`
				Person string `json:"person"`
				Phone  string `json:"phone"`
			}
			if json.Unmarshal(e.Attrs, &says) != nil {
				continue
			}
			role, title := "river-leader", e.Name+"包河流领导"
			who := duty.Contact{ID: "of-" + e.ID, Name: says.Leader, Title: says.Post, Unit: "沈阳市人民政府", Area: e.Area}
			if o.kind == "river-section" {
				role, title = "member", e.Name+"防汛责任人"
				who.Name, who.Title, who.Unit, who.Phone = says.Person, "河段防汛责任人", "", says.Phone
			}
			m.post(e.ID+"-"+role, e.Area, duty.Territory, "river", role, title, m.contact(who)).Element = e.ID
		}
	}
}
