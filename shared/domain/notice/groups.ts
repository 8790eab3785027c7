import { chapterKind } from './headings.ts'
import type { OutlineNode } from './outline.ts'
import { walk } from './outline.ts'
import type { Selection } from './selectTasks.ts'

/**
 * The groups: headings directly above tasks, of the kind that most tasks of the same numbering have. A chapter whose tasks
 * stand bare beside grouped ones makes none (五 of the Guangzhou notice), nor does a single chapter called 重点任务. Where no
 * clause tells the chapters apart, all headings of that level are listed, with tasks or without.
 */
export const groupsOf = (
  root: OutlineNode,
  selection: Selection,
): { nodes: OutlineNode[]; groupOf: Map<OutlineNode, OutlineNode> } => {
  const { tasks } = selection
  const counts = new Map<string, Map<string, number>>()
  for (const task of tasks) {
    const own = task.marker?.form ?? ''
    const above = task.parent?.marker?.form ?? ''
    const forms = counts.get(own) ?? new Map<string, number>()
    forms.set(above, (forms.get(above) ?? 0) + 1)
    counts.set(own, forms)
  }
  const usual = new Map([...counts].map(([own, forms]) => [own, [...forms].sort((a, b) => b[1] - a[1])[0]?.[0] ?? '']))
  const groupOf = new Map<OutlineNode, OutlineNode>()
  for (const task of tasks) {
    const parent = task.parent
    if (parent?.marker && usual.get(task.marker?.form ?? '') === parent.marker.form) groupOf.set(task, parent)
  }
  const used = new Set(groupOf.values())
  const only = used.size === 1 ? [...used][0] : undefined
  if (only !== undefined && chapterKind(only) === 'tasks') return { nodes: [], groupOf: new Map() }
  const top = [...used].every(({ parent }) => parent === root) && used.size >= 2
  const form = [...used][0]?.marker?.form
  const nodes =
    !selection.byClauses && top
      ? root.children.filter(({ marker }) => marker?.form === form)
      : [...walk(root)].filter((one) => used.has(one))
  return { nodes, groupOf }
}
