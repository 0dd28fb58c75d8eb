package form_test

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/require"

	"anlan/internal/base/form"
)

type part struct {
	Item string `json:"item" title:"事项|Item" source:"shop/items"`
}

type order struct {
	Main  string   `json:"main,omitempty" title:"主项|Main" source:"shop/items"`
	Marks []string `json:"marks,omitempty" title:"标记|Marks" source:"shop/marks"`
	Parts []part   `json:"parts,omitempty" title:"部分|Parts"`
	Note  string   `json:"note,omitempty" title:"备注|Note"`
}

func TestSourcedValues(t *testing.T) {
	require.Equal(t, []string{"shop/items", "shop/marks"}, form.Sources(order{}))
	require.Empty(t, form.Sources(bare{}))
	filled := &order{Main: "a", Marks: []string{"m", "n"}, Parts: []part{{"b"}}, Note: "x"}
	require.Equal(t, []form.Sourced{
		{Source: "shop/items", Value: "a", Path: "main"},
		{Source: "shop/marks", Value: "m", Path: "marks.0"},
		{Source: "shop/marks", Value: "n", Path: "marks.1"},
		{Source: "shop/items", Value: "b", Path: "parts.0.item"},
	}, form.SourcedIn(filled))
	require.Empty(t, form.SourcedIn(order{Note: "x"}), "what was left out is not asked")
	b, err := json.Marshal(form.Schema(order{}))
	require.NoError(t, err)
	require.Contains(t, string(b), `"x-source":"shop/marks"`)
}
