import { execFile, spawnSync } from 'node:child_process'
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { promisify } from 'node:util'
import JSZip from 'jszip'

/** LibreOffice, where it is installed: an engine that nobody here wrote. */

export const hasLibreOffice = spawnSync('soffice', ['--version'], { timeout: 30_000 }).status === 0

/** Every formula is computed anew when a file is opened, whatever is written beside it. */
const ALWAYS = `<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load"><prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop></item>
</oor:items>`

/** Opens a workbook in LibreOffice, lets it compute everything, and saves it under a new name. @returns the new file */
export const recalculatedBy = async (file: string): Promise<string> => {
  const work = await mkdtemp(path.join(tmpdir(), 'yuebao-libreoffice-'))
  const profile = path.join(work, 'profile')
  await mkdir(path.join(profile, 'user'), { recursive: true })
  await writeFile(path.join(profile, 'user', 'registrymodifications.xcu'), ALWAYS)
  const out = path.join(path.dirname(file), 'recalculated')
  await promisify(execFile)(
    'soffice',
    [
      ...[`-env:UserInstallation=file://${profile}`, '--headless', '--convert-to', 'xlsx:Calc MS Excel 2007 XML'],
      ...['--outdir', out, file],
    ],
    { timeout: 240_000 },
  )
  await rm(work, { recursive: true, force: true })
  return path.join(out, path.basename(file))
}

/** Puts other values into cells of a workbook file, in the file itself: `规则!C5` → 3. What stands beside formulas stays as it was. */
export const withCells = async (file: string, changed: ReadonlyMap<string, number | string>): Promise<Uint8Array> => {
  const zip = await JSZip.loadAsync(await readFile(file))
  const text = async (part: string): Promise<string> => (await zip.file(part)?.async('string')) ?? ''
  const book = await text('xl/workbook.xml')
  const links = await text('xl/_rels/workbook.xml.rels')
  for (const [where, value] of changed) {
    const [sheet = '', cell = ''] = where.split('!')
    const id = new RegExp(`<sheet [^>]*name="${sheet}"[^>]*r:id="([^"]+)"`).exec(book)?.[1]
    const target = [...links.matchAll(/<Relationship [^>]*>/g)]
      .map(([tag]) => tag)
      .find((tag) => tag.includes(`Id="${id}"`))
    const part = `xl/${/Target="\/?(?:xl\/)?([^"]+)"/.exec(target ?? '')?.[1]}`
    const xml = await text(part)
    const found = new RegExp(`<c r="${cell}"([^>]*?)(?:/>|>.*?</c>)`, 's').exec(xml)
    if (!found) throw new Error(`${where} is not in ${part}`)
    const style = / s="\d+"/.exec(found[1] ?? '')?.[0] ?? ''
    const cellXml =
      typeof value === 'number'
        ? `<c r="${cell}"${style}><v>${value}</v></c>`
        : `<c r="${cell}"${style} t="inlineStr"><is><t>${value}</t></is></c>`
    zip.file(part, xml.replace(found[0], cellXml))
  }
  return zip.generateAsync({ type: 'uint8array' })
}
