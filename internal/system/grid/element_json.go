package grid

import (
	"anlan/internal/base/httpapi"
	"anlan/internal/engine/register"
)

// Elements are asked for hundreds of times a second, a hundred at a time, so they write themselves: httpapi.Quick.

// AppendJSON writes the element as encoding/json does.
func (e ElementItem) AppendJSON(to []byte) (_ []byte, err error) {
	if to, err = appendElement(append(to, '{'), e.Element); err != nil {
		return to, err
	}
	to = httpapi.AppendText(append(to, `,"area_name":`...), e.AreaName)
	to = httpapi.AppendTruth(append(to, `,"masked":`...), e.Masked)
	return append(to, '}'), nil
}

// appendElement writes the fields of an element, without the braces around them.
func appendElement(to []byte, e register.Element) (_ []byte, err error) {
	to = httpapi.AppendText(append(to, `"id":`...), e.ID)
	to = httpapi.AppendText(append(to, `,"kind":`...), e.Kind)
	to = httpapi.AppendText(append(to, `,"name":`...), e.Name)
	to = httpapi.AppendText(append(to, `,"area":`...), e.Area)
	if to, err = httpapi.AppendNumber(append(to, `,"lon":`...), e.Lon); err != nil {
		return to, err
	}
	if to, err = httpapi.AppendNumber(append(to, `,"lat":`...), e.Lat); err != nil {
		return to, err
	}
	to = httpapi.AppendText(append(to, `,"risk":`...), string(e.Risk))
	to = httpapi.AppendText(append(to, `,"address":`...), e.Address)
	if len(e.Shape) > 0 {
		if to, err = httpapi.AppendKept(append(to, `,"shape":`...), e.Shape); err != nil {
			return to, err
		}
	}
	if to, err = httpapi.AppendKept(append(to, `,"attrs":`...), e.Attrs); err != nil {
		return to, err
	}
	to = httpapi.AppendText(append(to, `,"parent":`...), e.Parent)
	to = httpapi.AppendWhole(append(to, `,"version":`...), e.Version)
	at, err := e.UpdatedAt.MarshalJSON()
	if err != nil {
		return to, err
	}
	to = append(append(to, `,"updated_at":`...), at...)
	return httpapi.AppendTruth(append(to, `,"demo":`...), e.Demo), nil
}

// AppendJSON writes the item as encoding/json does.
func (n NearItem) AppendJSON(to []byte) (_ []byte, err error) {
	if to, err = n.Element.AppendJSON(append(to, `{"element":`...)); err != nil {
		return to, err
	}
	if to, err = httpapi.AppendNumber(append(to, `,"distance_m":`...), n.Distance); err != nil {
		return to, err
	}
	return append(to, '}'), nil
}

// AppendJSON writes the page as encoding/json does.
func (p InsidePage) AppendJSON(to []byte) (_ []byte, err error) {
	if to, err = httpapi.AppendItems(append(to, `{"items":`...), p.Items); err != nil {
		return to, err
	}
	return append(httpapi.AppendWhole(append(to, `,"total":`...), int64(p.Total)), '}'), nil
}

// AppendJSON leaves the page of an element to encoding/json; without it the one of the element it holds would be taken.
func (v ElementView) AppendJSON(to []byte) ([]byte, error) { return httpapi.AppendAny(to, v) }
