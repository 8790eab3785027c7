import { route } from './route.ts'
import {
  Appoint,
  ConfirmBook,
  Directory,
  DirectoryDone,
  DirectoryLook,
  Done,
  History,
  SavePerson,
  SaveUnit,
  SentBook,
} from './schemas.ts'

const tag = '单位和人员'

/** Units and people, and who serves which unit as what. */
export const peopleRoutes = [
  route({
    method: 'get',
    path: '/people',
    summary: '单位和人员名单',
    tag,
    needs: 'people.read',
    output: Directory,
    handle: async ({ services, call }) => {
      const { units, people } = await services.people.directory(call)
      return {
        units: units.map(({ unit, version }) => ({ ...unit, version })),
        people: people.map(({ person, version }) => ({ ...person, version })),
      }
    },
  }),
  route({
    method: 'put',
    path: '/people/persons/{person}',
    summary: '新增或修改人员',
    tag,
    needs: 'people.edit',
    input: SavePerson,
    output: Done,
    handle: async ({ services, call, params, input }) => {
      const { version, roles, removed, ...given } = input
      await services.people.savePerson(
        call,
        {
          ...given,
          id: params.person,
          ...(roles === undefined ? {} : { roles }),
          ...(removed === undefined ? {} : { removed }),
        },
        version,
      )
      return { done: true as const }
    },
  }),
  route({
    method: 'delete',
    path: '/people/persons/{person}/sessions',
    summary: '让一个人在所有浏览器上退出',
    tag,
    needs: 'people.edit',
    output: Done,
    handle: async ({ services, call, params }) => {
      await services.people.endSessions(call, params.person)
      return { done: true as const }
    },
  }),
  route({
    method: 'put',
    path: '/people/units/{unit}',
    summary: '新增或修改单位',
    tag,
    needs: 'people.edit',
    input: SaveUnit,
    output: Done,
    handle: async ({ services, call, params, input }) => {
      const { version, ...given } = input
      await services.people.saveUnit(call, { ...given, id: params.unit }, version)
      return { done: true as const }
    },
  }),
  route({
    method: 'patch',
    path: '/people/units/{unit}/people',
    summary: '指定或交接工作协调员、代填人、负责人',
    tag,
    needs: 'people.edit',
    input: Appoint,
    output: Done,
    handle: async ({ services, call, params, input }) => {
      const { version, ...given } = input
      const places = Object.fromEntries(Object.entries(given).filter(([, person]) => person !== undefined))
      await services.people.appoint(call, params.unit, places, version)
      return { done: true as const }
    },
  }),
  route({
    method: 'post',
    path: '/people/import',
    summary: '表格导入前看看：改了什么、哪些格不对；不保存',
    tag,
    needs: 'people.edit',
    input: SentBook,
    output: DirectoryLook,
    handle: async ({ services, call, input }) =>
      services.directory.look(call, await services.directory.read(Buffer.from(input.base64, 'base64'))),
  }),
  route({
    method: 'post',
    path: '/people/import/confirm',
    summary: '保存看过的改动',
    tag,
    needs: 'people.edit',
    input: ConfirmBook,
    output: DirectoryDone,
    handle: async ({ services, call, input }) =>
      services.directory.apply(call, await services.directory.read(Buffer.from(input.base64, 'base64')), input.mark),
  }),
  route({
    method: 'get',
    path: '/people/units/{unit}/history',
    summary: '单位的变更记录',
    tag,
    needs: 'people.read',
    output: History,
    handle: ({ services, call, params }) => services.people.unitHistory(call, params.unit),
  }),
]
